using Aether.Core.Types;

namespace Aether.Execution.Ledger;

/// <summary>What a transaction may read and write. The fee payer's account is an implicit write.</summary>
public static class AccessSet
{
    /// <summary>True when the object may be written.</summary>
    public static bool AllowsWrite(TransactionBody body, ObjectId item) =>
        item == body.FeePayer.AsObject || Array.BinarySearch(body.Writes, item) >= 0;

    /// <summary>True when the object may be read: it is declared as a read or a write.</summary>
    public static bool AllowsRead(TransactionBody body, ObjectId item) =>
        AllowsWrite(body, item) || Array.BinarySearch(body.Reads, item) >= 0;

    /// <summary>
    /// True unless <c>W(a) ∩ (W(b) ∪ R(b)) = ∅</c> and vice versa: two such transactions must keep their order.
    /// </summary>
    /// <remarks>Spent inputs count as writes.</remarks>
    public static bool Conflicts(TransactionBody left, TransactionBody right) =>
        WritesTouch(left, right) || WritesTouch(right, left)
        || SortedSet.Intersect<OutPoint>(left.Inputs, right.Inputs);

    private static bool WritesTouch(TransactionBody writer, TransactionBody other) =>
        AllowsRead(other, writer.FeePayer.AsObject)
        || AllowsWrite(writer, other.FeePayer.AsObject)
        || SortedSet.Intersect<ObjectId>(writer.Writes, other.Writes)
        || SortedSet.Intersect<ObjectId>(writer.Writes, other.Reads);
}
