using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>
/// Transactions whose signatures this node has verified, by <see cref="Transaction.WitnessId"/>, which covers every
/// byte: body, keys and signatures. Lets a block be executed without verifying again what ingress verified.
/// </summary>
/// <remarks>
/// Exact hashes, no tags: a false hit here would accept an unsigned transaction. Inserted only after success; the
/// oldest is forgotten. <b>Threads</b>: any.
/// </remarks>
internal sealed class VerifiedWitnesses
{
    private readonly Lock _lock = new();
    private readonly HashSet<Hash256> _known;
    private readonly Hash256[] _order;
    private int _next;
    private bool _wrapped;

    /// <summary>Creates a cache of <paramref name="capacity"/> identifiers.</summary>
    public VerifiedWitnesses(int capacity)
    {
        _known = new HashSet<Hash256>(capacity);
        _order = new Hash256[capacity];
    }

    /// <summary>True when this transaction's signatures were verified.</summary>
    public bool Contains(Hash256 witnessId)
    {
        lock (_lock)
        {
            return _known.Contains(witnessId);
        }
    }

    /// <summary>Remembers a transaction whose signatures are valid.</summary>
    public void Insert(Hash256 witnessId)
    {
        lock (_lock)
        {
            if (!_known.Add(witnessId))
            {
                return;
            }
            if (_wrapped)
            {
                _known.Remove(_order[_next]);
            }
            _order[_next] = witnessId;
            _next = (_next + 1) % _order.Length;
            _wrapped |= _next == 0;
        }
    }
}
