namespace Aether.Core.Types;

/// <summary>An entry of an access set: an account, contract or other state object.</summary>
public readonly record struct ObjectId(Hash256 Value) : IComparable<ObjectId>
{
    /// <inheritdoc/>
    public int CompareTo(ObjectId other) => Value.CompareTo(other.Value);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Value.ToString();
}
