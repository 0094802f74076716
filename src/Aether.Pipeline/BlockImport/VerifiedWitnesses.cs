using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>
/// Transactions whose signatures this node has verified, by <see cref="Transaction.WitnessId"/>, which covers every
/// byte: body, keys and signatures. Lets a block be executed without verifying again what ingress verified.
/// </summary>
/// <remarks>
/// Exact hashes, no tags: a false hit here would accept an unsigned transaction. Inserted only after success. Sets of
/// a few places lie side by side in memory, and the oldest of a set is forgotten: which are known changes the work of
/// a block and never its verdict. The set depends on a seed of the process (<see cref="Hash256.GetHashCode"/>), so
/// that nobody can choose identifiers that push out those of others. <b>Threads</b>: any. <b>Cost</b>: no allocation
/// after construction.
/// </remarks>
internal sealed class VerifiedWitnesses
{
    private const int MostWays = 8;
    private const int Window = 32;

    private readonly Lock _lock = new();
    // The first bytes of every identifier: a set of them lies in one line of the cache, a set of identifiers in four.
    private readonly ulong[] _starts;
    private readonly Hash256[] _known;
    private readonly byte[] _next;
    private readonly int _ways;

    /// <summary>Creates a cache of at least <paramref name="capacity"/> identifiers.</summary>
    public VerifiedWitnesses(int capacity)
    {
        Check.That(capacity > 0);
        _ways = Math.Min(MostWays, capacity);
        int sets = (int)BitOperations.RoundUpToPowerOf2((uint)((capacity + _ways - 1) / _ways));
        _starts = new ulong[sets * _ways];
        _known = new Hash256[sets * _ways];
        _next = new byte[sets];
    }

    /// <summary>True when this transaction's signatures were verified.</summary>
    public bool Contains(in Hash256 witnessId)
    {
        lock (_lock)
        {
            return !witnessId.IsZero && Has(witnessId, SetOf(witnessId), StartOf(witnessId));
        }
    }

    /// <summary>Remembers a transaction whose signatures are valid.</summary>
    public void Insert(in Hash256 witnessId)
    {
        lock (_lock)
        {
            InsertCore(witnessId, SetOf(witnessId));
        }
    }

    /// <summary>Remembers those transactions of a batch whose signatures are valid.</summary>
    public void Insert(ReadOnlySpan<Transaction> transactions, ReadOnlySpan<bool> valid)
    {
        Check.That(transactions.Length == valid.Length);
        lock (_lock)
        {
            for (int first = 0; first < valid.Length; first += Window)
            {
                int end = Math.Min(first + Window, valid.Length);
                InsertWindow(transactions[first..end], valid[first..end]);
            }
        }
    }

    // The places of a few are on their way before the first is looked at.
    private void InsertWindow(ReadOnlySpan<Transaction> transactions, ReadOnlySpan<bool> valid)
    {
        Span<int> sets = stackalloc int[Window];
        for (int index = 0; index < transactions.Length; index++)
        {
            sets[index] = SetOf(transactions[index].WitnessId);
            Fetch.Element(_starts, sets[index] * _ways);
            Fetch.Element(_next, sets[index]);
        }
        foreach (int set in sets[..transactions.Length])
        {
            Fetch.Element(_known, (set * _ways) + _next[set]);
        }
        for (int index = 0; index < transactions.Length; index++)
        {
            if (valid[index])
            {
                InsertCore(transactions[index].WitnessId, sets[index]);
            }
        }
    }

    private void InsertCore(in Hash256 witnessId, int set)
    {
        // Zero marks a free place, and is the identifier of what could not be decoded.
        Check.That(!witnessId.IsZero);
        ulong start = StartOf(witnessId);
        if (Has(witnessId, set, start))
        {
            return;
        }
        int place = (set * _ways) + _next[set];
        _starts[place] = start;
        _known[place] = witnessId;
        _next[set] = (byte)((_next[set] + 1) % _ways);
    }

    private bool Has(in Hash256 witnessId, int set, ulong start)
    {
        int first = set * _ways;
        ReadOnlySpan<ulong> starts = _starts.AsSpan(first, _ways);
        for (int way = 0; way < starts.Length; way++)
        {
            if (starts[way] == start && _known[first + way] == witnessId)
            {
                return true;
            }
        }
        return false;
    }

    private static ulong StartOf(in Hash256 witnessId) => BinaryPrimitives.ReadUInt64LittleEndian(witnessId.Span);

    private int SetOf(in Hash256 witnessId) => witnessId.GetHashCode() & (_next.Length - 1);
}
