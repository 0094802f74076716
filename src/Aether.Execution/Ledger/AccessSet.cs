using Aether.Core.Types;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Ledger;

/// <summary>What a transaction may read and write. The fee payer's account is an implicit write.</summary>
public static class AccessSet
{
    /// <summary>True when the object may be written.</summary>
    public static bool AllowsWrite(TransactionBody body, ObjectId item) =>
        item == body.FeePayer.AsObject || Digests.IndexOf(body.Writes, item.Value) >= 0;

    /// <summary>True when the object may be read: it is declared as a read or a write.</summary>
    public static bool AllowsRead(TransactionBody body, ObjectId item) =>
        AllowsWrite(body, item) || Digests.IndexOf(body.Reads, item.Value) >= 0;

    /// <summary>
    /// True unless <c>W(a) ∩ (W(b) ∪ R(b)) = ∅</c> and vice versa: two such transactions must keep their order.
    /// </summary>
    /// <remarks>Spent and created outputs count as writes.</remarks>
    public static bool Conflicts(Transaction left, Transaction right) =>
        WritesTouch(left.Body, right.Body) || WritesTouch(right.Body, left.Body)
        || SortedSet.Intersect<OutPoint>(left.Body.Inputs, right.Body.Inputs)
        || Spends(left.Body, right.Id) || Spends(right.Body, left.Id);

    private static bool Spends(TransactionBody body, Hash256 creator) =>
        Array.Exists(body.Inputs, input => input.TransactionId == creator);

    private static bool WritesTouch(TransactionBody writer, TransactionBody other) =>
        AllowsRead(other, writer.FeePayer.AsObject)
        || AllowsWrite(writer, other.FeePayer.AsObject)
        || SortedSet.Intersect<ObjectId>(writer.Writes, other.Writes)
        || SortedSet.Intersect<ObjectId>(writer.Writes, other.Reads);
}
