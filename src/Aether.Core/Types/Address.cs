namespace Aether.Core.Types;

/// <summary>An account address: SHA-256("aeth/addr/v1" || scheme || public key). Text form is bech32m.</summary>
public readonly record struct Address(Hash256 Value) : IComparable<Address>
{
    /// <inheritdoc/>
    public int CompareTo(Address other) => Value.CompareTo(other.Value);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Value.ToString();

    /// <summary>The object that holds this account in access sets: the same 32 bytes.</summary>
    public ObjectId AsObject => new(Value);
}
