using System.Buffers.Binary;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Signing;

/// <summary>Requests as an honest or a lying node makes them.</summary>
public static class SignerRequests
{
    /// <summary>A hash that stands for block number <paramref name="block"/>.</summary>
    public static Hash256 HashOf(int block)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, block);
        bytes[31] = 0xab;
        return new Hash256(bytes);
    }

    /// <summary>A header of a view that its own certificates justify.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="view">Its view.</param>
    /// <param name="justifyView">View of its parent's certificate; below the view before, a TC comes with it.</param>
    /// <param name="block">Tells headers of one view apart.</param>
    public static Header Header(uint epoch, ulong view, ulong justifyView, int block = 0)
    {
        QuorumCertificate justify = new(VoteKind.Prevote, epoch, justifyView, HashOf(-1), [1], default);
        return new Header
        {
            Epoch = epoch,
            View = view,
            Height = view,
            ParentHash = justify.BlockHash,
            Justify = justify,
            Timeout = justifyView + 1 == view ? null : Timeouts(epoch, view - 1, justify),
            TimestampMs = 1,
            Proposer = 0,
            LeadKind = LeadKind.Backup,
            VrfProof = default,
            PayloadRoot = Hash256.Zero,
            PayloadBytes = 4,
            StateRoot = HashOf(block),
            ReceiptsRoot = Hash256.Zero,
        };
    }

    /// <summary>A prevote for <see cref="Header(uint, ulong, ulong, int)"/>.</summary>
    public static VoteSignRequest Prevote(uint epoch, ulong view, ulong justifyView, int block = 0) =>
        Prevote(Header(epoch, view, justifyView, block));

    /// <summary>A prevote for a header.</summary>
    public static VoteSignRequest Prevote(Header header) =>
        new(VoteKind.Prevote, header.Epoch, header.View, header.Hash) { Header = header };

    /// <summary>A precommit for the header that <see cref="Prevote(uint, ulong, ulong, int)"/> votes for.</summary>
    public static VoteSignRequest Precommit(uint epoch, ulong view, int block = 0) =>
        new(VoteKind.Precommit, epoch, view, HashOf(block));

    /// <summary>A timeout.</summary>
    public static TimeoutSignRequest Timeout(uint epoch, ulong view, ulong highView) => new(epoch, view, highView);

    /// <summary>A proposal.</summary>
    public static HeaderSignRequest Propose(uint epoch, ulong view, int block = 0) =>
        new(Header(epoch, view, view - 1, block));

    private static TimeoutCertificate Timeouts(uint epoch, ulong view, QuorumCertificate high) =>
        new(epoch, view, [new TimeoutGroup(high.View, [1])], default, high);
}
