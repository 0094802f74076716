using Aether.Core;
using Aether.Core.Types;

namespace Aether.Network.Peers;

/// <summary>Which place an inbound connection gets, and who must go for it.</summary>
/// <remarks>
/// Four fifths of the places are for stake, each validator's nodes up to its share; when they are full, more stake
/// pushes out less. In the rest no group of addresses gets two places more than a newcomer's group: who owns few
/// networks cannot fill them.
/// </remarks>
public static class SlotRules
{
    /// <summary>Places for peers without stake.</summary>
    public const int MaxUnstaked = Limits.Peers.MaxInbound - Limits.Peers.MaxStakedInbound;

    /// <summary>The place of an inbound connection; null when there is none, not even for a visit.</summary>
    /// <param name="table">The connections, the newcomer as one that greets.</param>
    /// <param name="stakes">The validators.</param>
    /// <param name="newcomer">Its record and stake are known.</param>
    /// <param name="isReserved">Its place is kept.</param>
    /// <param name="victim">Who must go; null for nobody.</param>
    internal static PeerSlot? Choose(
        PeerTable table, StakeTable stakes, PeerConnection newcomer, bool isReserved, out PeerConnection? victim)
    {
        victim = null;
        if (isReserved && table.Count(PeerSlot.Reserved) < Limits.Peers.MaxReserved)
        {
            return PeerSlot.Reserved;
        }
        if (newcomer.Stake > 0 && TryStaked(table, stakes, newcomer, out victim))
        {
            return PeerSlot.StakedInbound;
        }
        if (table.Count(PeerSlot.Inbound) < MaxUnstaked || TryUncrowd(table, newcomer, out victim))
        {
            return PeerSlot.Inbound;
        }
        return ForVisit(table, newcomer, out victim);
    }

    /// <summary>
    /// The place of a connection that only asks. When all are taken the oldest goes that had its time, so that nobody
    /// keeps newcomers out by staying.
    /// </summary>
    internal static PeerSlot? ForVisit(PeerTable table, PeerConnection newcomer, out PeerConnection? victim)
    {
        victim = null;
        if (table.Count(PeerSlot.Visit) < Limits.Peers.MaxVisits)
        {
            return PeerSlot.Visit;
        }
        foreach (PeerConnection connection in table.All)
        {
            bool served = connection is { Slot: PeerSlot.Visit, Inbound: true }
                && newcomer.SinceMs - connection.SinceMs >= Limits.Peers.VisitServedMs;
            if (served)
            {
                victim = connection;
                return PeerSlot.Visit;
            }
        }
        return null;
    }

    private static bool TryStaked(
        PeerTable table, StakeTable stakes, PeerConnection newcomer, out PeerConnection? victim)
    {
        victim = null;
        Address validator = newcomer.Record!.Binding!.Validator;
        if (table.CountStaked(validator) >= stakes.ShareOf(validator))
        {
            return false;
        }
        if (table.Count(PeerSlot.StakedInbound) < Limits.Peers.MaxStakedInbound)
        {
            return true;
        }
        foreach (PeerConnection connection in table.All)
        {
            bool poorest = connection.Slot == PeerSlot.StakedInbound
                && connection.Stake < newcomer.Stake
                && (victim is null || connection.Stake <= victim.Stake);
            victim = poorest ? connection : victim;
        }
        return victim is not null;
    }

    // The youngest of the most crowded group goes when the newcomer makes places more even.
    private static bool TryUncrowd(PeerTable table, PeerConnection newcomer, out PeerConnection? victim)
    {
        victim = null;
        if (newcomer.Address is not { IsPublic: true } address)
        {
            return false;
        }
        Dictionary<AddressGroup, int> counts = [];
        foreach (PeerConnection connection in table.All)
        {
            if (connection.Slot == PeerSlot.Inbound && connection.Address is { IsPublic: true } other)
            {
                counts[other.Group] = counts.GetValueOrDefault(other.Group) + 1;
            }
        }
        int most = counts.GetValueOrDefault(address.Group) + 1;
        foreach (PeerConnection connection in table.All)
        {
            if (connection.Slot != PeerSlot.Inbound || connection.Address is not { IsPublic: true } other)
            {
                continue;
            }
            int count = counts[other.Group];
            if (count > most || (count == most && victim is not null))
            {
                (most, victim) = (count, connection);
            }
        }
        return victim is not null;
    }
}
