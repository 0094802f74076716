using Aether.Core.Types;

namespace Aether.Network.Transport;

/// <summary>Who a node is: the ed25519 key that its TLS certificate proves, 32 bytes.</summary>
/// <remarks>It says nothing about stake; a validator proves which peer it is by a signed record.</remarks>
public readonly record struct PeerId(PublicKey Key) : IComparable<PeerId>
{
    /// <inheritdoc/>
    public int CompareTo(PeerId other) => Key.CompareTo(other.Key);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Key.ToString();
}
