using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Aether.Core.Diagnostics;
using Aether.Native;

namespace Aether.Execution.State;

/// <summary>Records of one size in native memory, named by index.</summary>
/// <remarks>
/// <b>Shape</b>: chunks of <see cref="ChunkRecords"/> records; a record never moves. Behind the records of a chunk lies
/// a second column of <c>sideBytes</c> for each of them, for what is read without the record.
/// <b>Threads</b>: <see cref="Take"/> and <see cref="Give"/> from any, under a lock, for many records at once; records
/// themselves are guarded by whoever owns them. <b>Ownership</b>: memory goes back when the slab is collected.
/// Index 0 is never given out. Freed records come back in the order they were freed, so what was freed together is
/// used together again.
/// </remarks>
// SAFETY: an index is below the records taken so far, so its chunk exists; the table of chunks only grows, and an older
// table stays valid for the chunks it has.
internal sealed unsafe class NodeSlab
{
    /// <summary>Records of a chunk.</summary>
    public const int ChunkRecords = 1 << ChunkBits;

    private const int ChunkBits = 18;
    private const int Alignment = 1 << 21;
    private const int LineBytes = 64;

    private readonly Lock _gate = new();
    private readonly int _recordBytes;
    private readonly int _sideBytes;
    private nint[] _chunks = GC.AllocateArray<nint>(16, pinned: true);
    private int _chunkCount;
    private uint _next = 1;

    // Freed records, a ring: oldest at the head.
    private uint[] _free = new uint[1_024];
    private int _freeHead;
    private int _freeCount;

    public NodeSlab(int recordBytes, int sideBytes)
    {
        Check.That(recordBytes % LineBytes == 0 && sideBytes >= 0);
        _recordBytes = recordBytes;
        _sideBytes = sideBytes;
    }

    // Nobody holds the slab any more, so nobody holds a record.
    ~NodeSlab()
    {
        for (int chunk = 0; chunk < _chunkCount; chunk++)
        {
            NativeMemory.AlignedFree((void*)_chunks[chunk]);
        }
    }

    /// <summary>Records in use.</summary>
    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _next - 1L - _freeCount;
            }
        }
    }

    /// <summary>Bytes of all chunks.</summary>
    public long ReservedBytes => (long)Volatile.Read(ref _chunkCount) * ChunkRecords * (_recordBytes + _sideBytes);

    /// <summary>Bytes of the records that were ever taken: what of the chunks is in memory.</summary>
    public long TouchedBytes
    {
        get
        {
            lock (_gate)
            {
                return (_next - 1L) * (_recordBytes + _sideBytes);
            }
        }
    }

    /// <summary>A record.</summary>
    // SAFETY: the index was taken from this slab.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* At(uint index) =>
        (byte*)Chunk(index) + ((nuint)(index & (ChunkRecords - 1)) * (nuint)_recordBytes);

    /// <summary>The second column's entry of a record.</summary>
    // SAFETY: as for the record.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* SideAt(uint index) =>
        (byte*)Chunk(index) + ((nuint)ChunkRecords * (nuint)_recordBytes)
        + ((nuint)(index & (ChunkRecords - 1)) * (nuint)_sideBytes);

    /// <summary>Fetches a record that will be written soon.</summary>
    // SAFETY: a prefetch of any address is harmless.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint index)
    {
        if (Sse.IsSupported)
        {
            // Records of one line are written past the cache.
            Sse.Prefetch0(_sideBytes > 0 ? SideAt(index) : At(index));
            if (_recordBytes > LineBytes)
            {
                Sse.Prefetch0(At(index) + LineBytes);
            }
        }
    }

    /// <summary>Takes records; their bytes are arbitrary.</summary>
    public void Take(Span<uint> indices)
    {
        lock (_gate)
        {
            int reused = Math.Min(indices.Length, _freeCount);
            for (int index = 0; index < reused; index++)
            {
                indices[index] = _free[(_freeHead + index) & (_free.Length - 1)];
            }
            _freeHead = (_freeHead + reused) & (_free.Length - 1);
            _freeCount -= reused;
            for (int index = reused; index < indices.Length; index++)
            {
                indices[index] = Next();
            }
        }
    }

    /// <summary>Gives records back.</summary>
    public void Give(ReadOnlySpan<uint> indices)
    {
        lock (_gate)
        {
            while (_freeCount + indices.Length > _free.Length)
            {
                GrowFree();
            }
            foreach (uint index in indices)
            {
                _free[(_freeHead + _freeCount++) & (_free.Length - 1)] = index;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Chunk(uint index) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_chunks), index >> ChunkBits);

    private uint Next()
    {
        Check.That(_next <= NodeReference.MaxIndex);
        if (_next >> ChunkBits >= _chunkCount)
        {
            if (_chunkCount == _chunks.Length)
            {
                nint[] grown = GC.AllocateArray<nint>(2 * _chunks.Length, pinned: true);
                _chunks.CopyTo(grown, 0);
                Volatile.Write(ref _chunks, grown);
            }
            nuint bytes = (nuint)ChunkRecords * (nuint)(_recordBytes + _sideBytes);
            nint chunk = (nint)NativeMemory.AlignedAlloc(bytes, Alignment);
            if (_chunkCount > 0)
            {
                // The first chunk of a small state would take whole huge pages for a few nodes.
                Libc.AdviseHugePages(chunk, bytes);
            }
            _chunks[_chunkCount] = chunk;
            Volatile.Write(ref _chunkCount, _chunkCount + 1);
        }
        return _next++;
    }

    private void GrowFree()
    {
        uint[] grown = new uint[2 * _free.Length];
        for (int index = 0; index < _freeCount; index++)
        {
            grown[index] = _free[(_freeHead + index) & (_free.Length - 1)];
        }
        _free = grown;
        _freeHead = 0;
    }
}
