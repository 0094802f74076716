namespace Aether.Core.Types;

/// <summary>An ed25519 or VRF public key as received; nothing is implied about its validity.</summary>
public readonly record struct PublicKey(Hash256 Value) : IComparable<PublicKey>
{
    /// <inheritdoc/>
    public int CompareTo(PublicKey other) => Value.CompareTo(other.Value);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Value.ToString();
}
