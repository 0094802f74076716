using Aether.Core.Types;

namespace Aether.Execution.Rent;

/// <summary>An object that a block made or brought back.</summary>
/// <param name="Bucket">Epoch whose expiry bucket will name it.</param>
/// <param name="Id">The object.</param>
public readonly record struct Birth(uint Bucket, ObjectId Id) : IComparable<Birth>
{
    /// <inheritdoc/>
    public int CompareTo(Birth other) =>
        Bucket != other.Bucket ? Bucket.CompareTo(other.Bucket) : Id.CompareTo(other.Id);
}
