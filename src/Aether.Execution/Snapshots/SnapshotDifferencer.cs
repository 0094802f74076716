using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Snapshots;

/// <summary>Finds what changed from one state to a later one, in chunks with proofs under the later root.</summary>
/// <remarks>
/// Both states are read in order side by side. The same two states give the same bytes. <b>Cost</b>: the memory of a
/// few chunks. <b>Threads</b>: one caller.
/// </remarks>
public sealed class SnapshotDifferencer
{
    // The rest of a chunk is left to its proof.
    private const int MaxItemBytes = Limits.Snapshot.MaxChunkBytes / 4;

    private readonly IProofSource _proofs;
    private readonly IStateCursor _before;
    private readonly IStateCursor _after;
    private readonly SnapshotItems _items = new();
    private readonly Stack<StateItems> _open = new();
    private Hash256 _beforeKey;
    private Hash256 _afterKey;
    private byte[] _beforeValue = [];
    private byte[] _afterValue = [];
    private bool _hasBefore;
    private bool _hasAfter;

    /// <summary>Starts at the least key.</summary>
    /// <param name="proofs">The tree of the later state.</param>
    /// <param name="before">The values of the earlier state.</param>
    /// <param name="after">The values of the later state.</param>
    public SnapshotDifferencer(IProofSource proofs, IStateCursor before, IStateCursor after)
    {
        _proofs = proofs;
        _before = before;
        _after = after;
        ReadBefore();
        ReadAfter();
    }

    /// <summary>Makes the next chunk; false behind the last one.</summary>
    /// <param name="part">What the manifest says of it.</param>
    /// <param name="bytes">Its bytes.</param>
    public bool TryNext(out SnapshotPart part, out byte[] bytes)
    {
        part = default;
        bytes = [];
        if (_open.Count == 0)
        {
            Fill();
            if (_items.Count == 0)
            {
                return false;
            }
            _open.Push(_items.Take());
        }
        StateItems items = _open.Pop();
        bytes = Prove(items);
        while (bytes.Length > Limits.Snapshot.MaxChunkBytes)
        {
            Check.That(items.Count > 1);
            _open.Push(Slice(items, items.Count / 2, items.Count));
            items = Slice(items, 0, items.Count / 2);
            bytes = Prove(items);
        }
        part = new SnapshotPart(
            items.Keys[0], items.Keys[^1], SnapshotContent.NameOf(bytes), (uint)bytes.Length);
        return true;
    }

    private byte[] Prove(StateItems items) =>
        Ace.Encode(new SnapshotDifference(items, SparseMerkleMultiBuilder.Prove(_proofs, items.Keys)));

    private static StateItems Slice(StateItems items, int start, int end)
    {
        SnapshotItems slice = new();
        for (int index = start; index < end; index++)
        {
            if (items.TryValueAt(index, out ReadOnlySpan<byte> value))
            {
                slice.Add(items.Keys[index], value);
            }
            else
            {
                slice.AddRemoved(items.Keys[index]);
            }
        }
        return slice.Take();
    }

    private void Fill()
    {
        while ((_hasBefore || _hasAfter)
            && _items.Count < Limits.Snapshot.MaxDifferenceKeys
            && _items.EncodedBytes < MaxItemBytes)
        {
            int order = !_hasBefore ? 1 : !_hasAfter ? -1 : _beforeKey.CompareTo(_afterKey);
            if (order < 0)
            {
                _items.AddRemoved(_beforeKey);
            }
            else if (order > 0 || !_beforeValue.AsSpan().SequenceEqual(_afterValue))
            {
                _items.Add(_afterKey, _afterValue);
            }
            if (order <= 0)
            {
                ReadBefore();
            }
            if (order >= 0)
            {
                ReadAfter();
            }
        }
    }

    private void ReadBefore()
    {
        _hasBefore = _before.TryNext(out _beforeKey, out ReadOnlySpan<byte> value);
        _beforeValue = value.ToArray();
    }

    private void ReadAfter()
    {
        _hasAfter = _after.TryNext(out _afterKey, out ReadOnlySpan<byte> value);
        _afterValue = value.ToArray();
    }
}
