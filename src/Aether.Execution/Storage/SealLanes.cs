using Aether.Core.Diagnostics;
using Aether.Crypto.Hashing;

namespace Aether.Execution.Storage;

/// <summary>Hashes what several seals are made of, equally long, in the lanes of vectors.</summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: no allocation after construction.</remarks>
internal sealed class SealLanes
{
    /// <summary>Most that are hashed together.</summary>
    public const int Lanes = 16;

    /// <summary>Most bytes that one seal is made of; what is longer fills the lanes by itself.</summary>
    public const int MaxBytes = 1_024;

    private readonly byte[] _rows = new byte[Lanes * MaxBytes];
    private readonly byte[] _digests = new byte[Lanes * Blake3.DigestBytes];
    private int _bytes;
    private int _stride;
    private int _count;

    /// <summary>Starts over with rows of this many bytes.</summary>
    public void Begin(int bytes)
    {
        Check.That(bytes is > 0 and <= MaxBytes);
        _bytes = bytes;
        _stride = (bytes + Blake3Nodes.NodeBytes - 1) & -Blake3Nodes.NodeBytes;
        _count = 0;
    }

    /// <summary>Copies one row.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        Check.That(row.Length == _bytes && _count < Lanes);
        Span<byte> target = _rows.AsSpan(_count++ * _stride, _stride);
        row.CopyTo(target);
        target[_bytes..].Clear();
    }

    /// <summary>Hashes the rows.</summary>
    public void Hash() => Blake3Nodes.HashRows(
        _rows.AsSpan(0, _count * _stride), _stride, _bytes, _digests.AsSpan(0, _count * Blake3.DigestBytes));

    /// <summary>The seal of a row.</summary>
    public ReadOnlySpan<byte> SealAt(int index)
    {
        Check.That(index < _count);
        return _digests.AsSpan(index * Blake3.DigestBytes, SealedValue.SealBytes);
    }
}
