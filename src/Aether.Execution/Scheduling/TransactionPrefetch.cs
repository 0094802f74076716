using System.Runtime.Intrinsics.X86;
using Aether.Core.Concurrency;
using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>Fetches the objects of transactions before they are looked at.</summary>
/// <remarks>
/// A transaction is a dozen cache lines behind five references, and those of a block rarely are in a cache. Each step
/// follows one reference further, some transactions behind the step before it, so that a line has come when the next
/// step reads it. <b>Cost</b>: about a dozen fetches for a transaction; nothing without the instruction.
/// </remarks>
internal static class TransactionPrefetch
{
    private const int Distance = 5;

    /// <summary>Does one step for each of some transactions ahead of one that is about to be looked at.</summary>
    /// <param name="transactions">The block.</param>
    /// <param name="index">The one that is about to be looked at.</param>
    /// <param name="withArguments">True when they will run next; false when they are only planned.</param>
    public static void Ahead(ReadOnlySpan<Transaction> transactions, int index, bool withArguments)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        int at = index + (5 * Distance);
        if (at < transactions.Length)
        {
            Fetch.Object(transactions[at], 1);
        }
        at -= Distance;
        if (at < transactions.Length)
        {
            FetchParts(transactions[at]);
        }
        at -= Distance;
        if (at < transactions.Length)
        {
            FetchLists(transactions[at].Body);
        }
        at -= Distance;
        if (at < transactions.Length)
        {
            FetchCall(transactions[at].Body.Calls);
        }
        at -= Distance;
        if (withArguments && at < transactions.Length)
        {
            FetchArguments(transactions[at].Body.Calls);
        }
    }

    /// <summary>Does all steps for some transactions that are about to be looked at.</summary>
    public static void All(ReadOnlySpan<Transaction> transactions)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        foreach (Transaction transaction in transactions)
        {
            Fetch.Object(transaction, 1);
        }
        foreach (Transaction transaction in transactions)
        {
            FetchParts(transaction);
        }
        foreach (Transaction transaction in transactions)
        {
            FetchLists(transaction.Body);
        }
        foreach (Transaction transaction in transactions)
        {
            FetchCall(transaction.Body.Calls);
        }
        foreach (Transaction transaction in transactions)
        {
            FetchArguments(transaction.Body.Calls);
        }
    }

    private static void FetchParts(Transaction transaction)
    {
        Fetch.Object(transaction.Body, 3);
        Fetch.Object(transaction.Witnesses, 1);
    }

    private static void FetchLists(TransactionBody body)
    {
        Fetch.Object(body.Writes, 1);
        Fetch.Object(body.Calls, 1);
    }

    private static void FetchCall(ProgramCall[] calls)
    {
        if (calls.Length > 0)
        {
            Fetch.Object(calls[0], 2);
        }
    }

    private static void FetchArguments(ProgramCall[] calls)
    {
        if (calls.Length > 0)
        {
            Fetch.Object(calls[0].Arguments, 3);
        }
    }
}
