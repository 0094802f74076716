using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Snapshots;

/// <summary>Cuts a state into the chunks of a snapshot. The same state gives the same bytes.</summary>
/// <remarks>
/// A chunk ends with its last item, so the next range starts right after it; the last range reaches to the greatest
/// key. <b>Cost</b>: the memory of one chunk. <b>Threads</b>: one caller.
/// </remarks>
public sealed class SnapshotChunker
{
    private const int MaxItemBytes = Limits.Snapshot.MaxChunkBytes - SnapshotChunk.MaxOverheadBytes;

    private readonly IProofSource _proofs;
    private readonly IStateCursor _cursor;
    private readonly SnapshotItems _items = new();
    private readonly AceWriter _writer = new(Limits.Snapshot.MaxChunkBytes);
    private Hash256 _first;
    private Hash256 _pendingKey;
    private byte[]? _pendingValue;
    private bool _done;

    /// <summary>Starts at a key.</summary>
    /// <param name="proofs">The tree of the state.</param>
    /// <param name="cursor">Its values from that key on.</param>
    /// <param name="first">Zero, or the key after the last range that was cut before.</param>
    public SnapshotChunker(IProofSource proofs, IStateCursor cursor, in Hash256 first)
    {
        _proofs = proofs;
        _cursor = cursor;
        _first = first;
    }

    /// <summary>Cuts the next chunk; false behind the last one.</summary>
    /// <param name="part">What the manifest says of it.</param>
    /// <param name="bytes">Its bytes, good until the next call.</param>
    public bool TryNext(out SnapshotPart part, out ReadOnlySpan<byte> bytes)
    {
        part = default;
        bytes = default;
        if (_done)
        {
            return false;
        }
        bool more = Fill();
        Hash256 last = more ? _items.Last : KeyOrder.Greatest;
        _done = last == KeyOrder.Greatest;
        SparseMerkleRangeProof proof = SparseMerkleRangeBuilder.Prove(_proofs, _first, last);
        _writer.Clear();
        new SnapshotChunk(_first, last, _items.Take(), proof).Encode(_writer);
        bytes = _writer.WrittenSpan;
        Check.That(bytes.Length <= Limits.Snapshot.MaxChunkBytes);
        part = new SnapshotPart(_first, last, SnapshotContent.NameOf(bytes), (uint)bytes.Length);
        _first = _done ? last : KeyOrder.Next(last);
        return true;
    }

    // Takes what fits; true when something is left over.
    private bool Fill()
    {
        if (_pendingValue is { } pending)
        {
            _items.Add(_pendingKey, pending);
            _pendingValue = null;
        }
        while (_cursor.TryNext(out Hash256 key, out ReadOnlySpan<byte> value))
        {
            Check.That(StateItems.ItemBytes + value.Length <= MaxItemBytes);
            if (_items.EncodedBytes + StateItems.ItemBytes + value.Length > MaxItemBytes)
            {
                _pendingKey = key;
                _pendingValue = value.ToArray();
                return true;
            }
            _items.Add(key, value);
        }
        return false;
    }
}
