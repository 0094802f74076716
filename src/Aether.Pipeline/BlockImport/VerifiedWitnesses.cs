using System.Numerics;
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

    private readonly Lock _lock = new();
    private readonly Hash256[] _known;
    private readonly byte[] _next;
    private readonly int _ways;

    /// <summary>Creates a cache of at least <paramref name="capacity"/> identifiers.</summary>
    public VerifiedWitnesses(int capacity)
    {
        Check.That(capacity > 0);
        _ways = Math.Min(MostWays, capacity);
        int sets = (int)BitOperations.RoundUpToPowerOf2((uint)((capacity + _ways - 1) / _ways));
        _known = new Hash256[sets * _ways];
        _next = new byte[sets];
    }

    /// <summary>True when this transaction's signatures were verified.</summary>
    public bool Contains(in Hash256 witnessId)
    {
        lock (_lock)
        {
            return SetOf(witnessId, out _).Contains(witnessId) && !witnessId.IsZero;
        }
    }

    /// <summary>Remembers a transaction whose signatures are valid.</summary>
    public void Insert(in Hash256 witnessId)
    {
        // Zero marks a free place, and is the identifier of what could not be decoded.
        Check.That(!witnessId.IsZero);
        lock (_lock)
        {
            Span<Hash256> set = SetOf(witnessId, out int number);
            if (!set.Contains(witnessId))
            {
                set[_next[number]] = witnessId;
                _next[number] = (byte)((_next[number] + 1) % _ways);
            }
        }
    }

    private Span<Hash256> SetOf(in Hash256 witnessId, out int number)
    {
        number = witnessId.GetHashCode() & (_next.Length - 1);
        return _known.AsSpan(number * _ways, _ways);
    }
}
