using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>A final header whose payload is wanted or there.</summary>
internal sealed class BlockSlot(SignedHeader header)
{
    /// <summary>The header.</summary>
    public SignedHeader Header { get; } = header;

    /// <summary>Its payload, checked; null until it came.</summary>
    public byte[]? Payload { get; set; }

    /// <summary>It was asked for and the answer is awaited.</summary>
    public bool IsAsked { get; set; }
}
