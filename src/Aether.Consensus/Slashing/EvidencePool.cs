using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>Checked evidence that waits for a block. Bounded in pieces and bytes; nobody is charged twice.</summary>
/// <remarks>
/// A piece is kept only for convictions that nothing else brings: (validator, epoch, kind). The order is by epoch, view
/// and hash, so that it does not depend on arrival. When full, the pieces latest in order go first. <b>Threads</b>: one
/// caller at a time.
/// </remarks>
public sealed class EvidencePool
{
    private readonly SortedDictionary<(uint Epoch, ulong View, Hash256 Hash), Piece> _pieces = [];
    private readonly HashSet<(Address Validator, uint Epoch, EvidenceKind Kind)> _charged = [];

    /// <summary>Pieces waiting.</summary>
    public int Count => _pieces.Count;

    /// <summary>Their encoded bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Convictions that need no further evidence: pending here, or punished.</summary>
    public int ChargedCount => _charged.Count;

    /// <summary>Pieces of an epoch before this one are refused.</summary>
    public uint FirstEpoch { get; private set; }

    /// <summary>True when evidence for this conviction is here, or it was punished.</summary>
    public bool IsCharged(Conviction conviction) => _charged.Contains(KeyOf(conviction));

    /// <summary>
    /// Keeps a piece that <see cref="EvidenceChecker.Check"/> accepted with these convictions. False when it is too
    /// old, too large, brings no new conviction, or the pool is full of earlier ones.
    /// </summary>
    public bool TryAdd(Evidence evidence, IReadOnlyList<Conviction> convictions)
    {
        Conviction[] fresh = [.. convictions.Where(conviction => !IsCharged(conviction))];
        if (fresh.Length == 0 || fresh[0].Epoch < FirstEpoch)
        {
            return false;
        }
        int bytes = Ace.Encode(evidence).Length;
        (uint Epoch, ulong View, Hash256 Hash) key = (fresh[0].Epoch, fresh[0].View, evidence.ComputeHash());
        if (bytes > Limits.Evidence.MaxBytes || !_pieces.TryAdd(key, new Piece(evidence, fresh, bytes)))
        {
            return false;
        }
        Bytes += bytes;
        _charged.UnionWith(fresh.Select(KeyOf));
        while (_pieces.Count > Limits.Evidence.MaxPending || Bytes > Limits.Evidence.MaxPendingBytes)
        {
            RemoveLast();
        }
        return _pieces.ContainsKey(key);
    }

    /// <summary>The first pieces in order that fit a block.</summary>
    public Evidence[] Take(int most, int mostBytes)
    {
        List<Evidence> taken = [];
        int bytes = 0;
        foreach (Piece piece in _pieces.Values)
        {
            if (taken.Count == most)
            {
                break;
            }
            if (bytes + piece.Bytes <= mostBytes)
            {
                taken.Add(piece.Evidence);
                bytes += piece.Bytes;
            }
        }
        return [.. taken];
    }

    /// <summary>Final blocks punished these: what is here only for them goes.</summary>
    public void MarkPunished(IEnumerable<Conviction> convictions)
    {
        HashSet<(Address Validator, uint Epoch, EvidenceKind Kind)> punished = [];
        foreach (Conviction conviction in convictions)
        {
            if (conviction.Epoch >= FirstEpoch)
            {
                punished.Add(KeyOf(conviction));
                _charged.Add(KeyOf(conviction));
            }
        }
        RemoveWhere(piece =>
        {
            piece.Open.RemoveAll(conviction => punished.Contains(KeyOf(conviction)));
            return piece.Open.Count == 0;
        });
    }

    /// <summary>Forgets everything about epochs before this one: it can no longer be punished.</summary>
    public void Expire(uint firstEpoch)
    {
        FirstEpoch = Math.Max(FirstEpoch, firstEpoch);
        RemoveWhere(piece => piece.Open[0].Epoch < FirstEpoch);
        _charged.RemoveWhere(key => key.Epoch < FirstEpoch);
    }

    private static (Address Validator, uint Epoch, EvidenceKind Kind) KeyOf(Conviction conviction) =>
        (conviction.Validator, conviction.Epoch, conviction.Kind);

    private void RemoveWhere(Func<Piece, bool> isGone)
    {
        (uint Epoch, ulong View, Hash256 Hash)[] gone =
            [.. _pieces.Where(entry => isGone(entry.Value)).Select(entry => entry.Key)];
        foreach ((uint Epoch, ulong View, Hash256 Hash) key in gone)
        {
            _pieces.Remove(key, out Piece? piece);
            Bytes -= piece!.Bytes;
        }
    }

    // Its convictions are open again: other evidence for them may come.
    private void RemoveLast()
    {
        KeyValuePair<(uint Epoch, ulong View, Hash256 Hash), Piece> last = _pieces.Last();
        _pieces.Remove(last.Key);
        Bytes -= last.Value.Bytes;
        _charged.ExceptWith(last.Value.Open.Select(KeyOf));
    }

    private sealed class Piece(Evidence evidence, Conviction[] open, int bytes)
    {
        public Evidence Evidence { get; } = evidence;

        public int Bytes { get; } = bytes;

        public List<Conviction> Open { get; } = [.. open];
    }
}
