using Aether.Core;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Network.Links;

namespace Aether.Pipeline.Propagation;

/// <summary>What a node needs to send and take payloads as shreds. The host owns all of it.</summary>
public sealed record ShredParts
{
    /// <summary>Datagrams between the peers of the node's transport, by the same numbers.</summary>
    public required IDatagramLinks Links { get; init; }

    /// <summary>This validator's shred key; null for a node that sends its own proposals whole.</summary>
    public ShredSigner? Signer { get; init; }

    /// <summary>The erasure code of own blocks.</summary>
    public ErasureProfile Profile { get; init; } = ErasureProfile.HalfRate;

    /// <summary>Shortest payload that goes as shreds.</summary>
    public int MinPayloadBytes { get; init; } = Limits.Shred.MinPayloadBytes;

    /// <summary>Fewest validators for which own payloads go as shreds.</summary>
    public int MinValidators { get; init; } = Limits.Shred.MinValidators;

    /// <summary>
    /// The peer that a validator is now; null when it is none. Without it peers are the genesis validators in their
    /// order.
    /// </summary>
    public Func<Address, ushort?>? PeerOf { get; init; }
}
