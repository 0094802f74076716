using Aether.Core.Diagnostics;

namespace Aether.Core.Buffers;

/// <summary>
/// The one owner of a rented block. Moves by reference along links; whoever holds it last disposes of it, once.
/// </summary>
/// <remarks>Use after return and double return fail an invariant: the block's generation has moved on.</remarks>
public sealed class BlockLease : IDisposable
{
    private readonly PinnedBlockPool _pool;
    private readonly int _block;
    private readonly int _generation;
    private readonly byte _ownerTag;
    private int _length;

    internal BlockLease(PinnedBlockPool pool, int block, int generation, byte ownerTag)
    {
        _pool = pool;
        _block = block;
        _generation = generation;
        _ownerTag = ownerTag;
    }

    /// <summary>The whole block, writable.</summary>
    public Span<byte> Block => _pool.Memory(_block, _generation);

    /// <summary>Bytes in use, set by the writer.</summary>
    public int Length
    {
        get => _length;
        set
        {
            Check.That((uint)value <= (uint)_pool.BlockBytes);
            _length = value;
        }
    }

    /// <summary>The bytes in use.</summary>
    public ReadOnlySpan<byte> Span => Block[.._length];

    /// <summary>The bytes in use, for an asynchronous reader that finishes before the lease is disposed of.</summary>
    public ReadOnlyMemory<byte> Memory => _pool.ReadMemory(_block, _generation, _length);

    /// <summary>Returns the block.</summary>
    public void Dispose() => _pool.Return(_block, _generation, _ownerTag);
}
