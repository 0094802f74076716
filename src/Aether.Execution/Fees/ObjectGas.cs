using Aether.Core.Types;

namespace Aether.Execution.Fees;

/// <summary>Gas that the writers of an object used in a block.</summary>
public readonly record struct ObjectGas(ObjectId Item, ulong Gas) : IComparable<ObjectGas>
{
    /// <inheritdoc/>
    public int CompareTo(ObjectGas other) => Item.CompareTo(other.Item);
}
