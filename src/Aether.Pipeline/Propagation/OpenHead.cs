using Aether.Core.Types;

namespace Aether.Pipeline.Propagation;

/// <summary>A head of which the payload is on its way.</summary>
internal sealed class OpenHead(ProposalHead head, ushort peer, long nowMs)
{
    /// <summary>What the leader said.</summary>
    public ProposalHead Head { get; } = head;

    /// <summary>Who sent it.</summary>
    public ushort Peer { get; } = peer;

    /// <summary>Hash of the block.</summary>
    public Hash256 Hash { get; } = head.Header.Hash;

    /// <summary>When it came.</summary>
    public long SinceMs { get; } = nowMs;

    /// <summary>True when nothing more is to be done: consensus has the block, or the leader made none.</summary>
    public bool IsDone { get; set; }

    /// <summary>Which variant of each set is of this block; empty before the payload is there.</summary>
    public byte[] Variants { get; set; } = [];

    /// <summary>Times that the block was asked for whole.</summary>
    public int WholeRequests { get; set; }

    /// <summary>When it was last.</summary>
    public long WholeAskedMs { get; set; }

    /// <summary>True when shreds of it were asked for.</summary>
    public bool IsRepaired { get; set; }
}
