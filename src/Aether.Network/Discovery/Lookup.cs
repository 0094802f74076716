using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>One search for the nodes nearest to a place.</summary>
/// <remarks>
/// Asks the nearest nodes it knows of, few at a time, until the nearest have all been asked. Of one network it asks
/// two nodes: answers that lead into one network lead nowhere.
/// </remarks>
internal sealed class Lookup(Hash256 target)
{
    private readonly List<(Hash256 Place, NodeRecord Record)> _candidates = [];
    private readonly HashSet<PeerId> _asked = [];
    private readonly Dictionary<AddressGroup, int> _groups = [];

    /// <summary>What is looked for.</summary>
    public Hash256 Target { get; } = target;

    /// <summary>Nodes being asked.</summary>
    public int Asking { get; private set; }

    /// <summary>True when nobody is left to ask.</summary>
    public bool IsOver => Asking == 0 && Next() is null;

    /// <summary>A node that might be asked.</summary>
    public void Offer(NodeRecord record)
    {
        if (record.Addresses.Length == 0 || _candidates.Exists(known => known.Record.Peer == record.Peer))
        {
            return;
        }
        Hash256 place = NodeDistance.PlaceOf(record.Peer);
        int at = _candidates.FindIndex(known => NodeDistance.Compare(Target, place, known.Place) < 0);
        _candidates.Insert(at < 0 ? _candidates.Count : at, (place, record));
        if (_candidates.Count > Limits.Discovery.MaxCandidates)
        {
            _candidates.RemoveAt(_candidates.Count - 1);
        }
    }

    /// <summary>Takes the next node to ask; false when there is none now.</summary>
    public bool TryTake(out NodeRecord record)
    {
        record = null!;
        if (Asking >= Limits.Discovery.Parallel || Next() is not { } next)
        {
            return false;
        }
        record = next;
        _asked.Add(record.Peer);
        if (record.Addresses[0].IsPublic)
        {
            AddressGroup group = record.Addresses[0].Group;
            _groups[group] = _groups.GetValueOrDefault(group) + 1;
        }
        Asking++;
        return true;
    }

    /// <summary>A node answered, or did not.</summary>
    public void Finish(PeerId peer, bool answered)
    {
        Asking--;
        if (!answered)
        {
            // Somebody farther away takes its place among the nearest.
            _candidates.RemoveAll(known => known.Record.Peer == peer);
        }
    }

    private NodeRecord? Next()
    {
        int nearest = 0;
        foreach ((Hash256 _, NodeRecord record) in _candidates)
        {
            if (_asked.Contains(record.Peer))
            {
                nearest++;
            }
            else if (!record.Addresses[0].IsPublic
                || _groups.GetValueOrDefault(record.Addresses[0].Group) < Limits.Discovery.MaxPerBucketGroup)
            {
                return record;
            }
            if (nearest >= Limits.Discovery.BucketNodes)
            {
                return null;
            }
        }
        return null;
    }
}
