using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Pipeline.BlockImport;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Verifies the signatures of a batch with one batch equation; a bad one is found by single verification.
/// </summary>
internal sealed class VerifyStage
{
    private const int Ahead = 8;

    private readonly Hash256 _genesisHash;
    private readonly VerifiedWitnesses _verified;
    private readonly DedupStage _dedup;
    private readonly Transaction[] _transactions = new Transaction[Limits.Pipeline.VerifyBatch];
    private readonly IngressItem[] _items = new IngressItem[Limits.Pipeline.VerifyBatch];
    private readonly bool[] _valid = new bool[Limits.Pipeline.VerifyBatch];
    private readonly SignatureMemory _memory;
    private long _signatures;
    private long _bad;

    /// <summary>
    /// Creates the stage; valid transactions are remembered in both caches, keys in a memory of its own unless given.
    /// </summary>
    public VerifyStage(
        Hash256 genesisHash, VerifiedWitnesses verified, DedupStage dedup, SignatureMemory? memory = null)
    {
        _memory = memory ?? new SignatureMemory(Limits.Signatures.CachedKeys);
        _genesisHash = genesisHash;
        _verified = verified;
        _dedup = dedup;
    }

    /// <summary>Signatures checked.</summary>
    public long Signatures => Volatile.Read(ref _signatures);

    /// <summary>Transactions with a bad signature.</summary>
    public long Bad => Volatile.Read(ref _bad);

    /// <summary>Settles the open items of the batch that carry a bad signature. Returns how many were open.</summary>
    public int TryRun(IngressBatch batch)
    {
        int count = batch.CollectOpen(_items, _transactions);
        if (count == 0)
        {
            return 0;
        }
        Span<bool> valid = _valid.AsSpan(0, count);
        SignatureCheck.Verify(_transactions.AsSpan(0, count), _genesisHash, valid, _memory);
        ReadOnlySpan<Transaction> transactions = _transactions.AsSpan(0, count);
        _verified.Insert(transactions, valid);
        long signatures = 0;
        for (int index = 0; index < count; index++)
        {
            _dedup.Prefetch(transactions[Math.Min(index + Ahead, count - 1)]);
            signatures += transactions[index].Witnesses.Length;
            Conclude(_items[index], transactions[index], valid[index]);
        }
        Volatile.Write(ref _signatures, _signatures + signatures);
        _transactions.AsSpan(0, count).Clear();
        return count;
    }

    private void Conclude(IngressItem item, Transaction transaction, bool valid)
    {
        if (valid)
        {
            _dedup.Remember(transaction);
            return;
        }
        Volatile.Write(ref _bad, _bad + 1);
        item.Settle(SubmitResult.Of(transaction.Id, TransactionError.BadSignature));
    }
}
