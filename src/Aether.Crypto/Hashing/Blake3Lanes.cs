using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>Whole chunks, nodes and prefixed nodes of BLAKE3 through the lanes of a kernel.</summary>
/// <remarks>Any count: the last group leaves lanes unused. Cost: no allocation; about 4 KiB of stack.</remarks>
// SAFETY: lengths are checked here before pointers are formed; kernels read only lanes below count.
internal static unsafe class Blake3Lanes<TKernel>
    where TKernel : IBlake3Kernel
{
    /// <summary>The most lanes a kernel may have.</summary>
    internal const int MaxLanes = 16;

    private const int Alignment = 64;
    private const int ValueBytes = Blake3.DigestBytes;
    private const int BlocksPerChunk = Blake3Compression.ChunkBytes / Blake3Compression.BlockBytes;

    /// <summary>Writes the chaining values of whole consecutive chunks.</summary>
    /// <param name="key">8 words.</param>
    /// <param name="chunks">A multiple of 1024 bytes.</param>
    /// <param name="firstChunkIndex">Index of the first chunk in its input.</param>
    /// <param name="flags">Flags of the mode, without those of position.</param>
    /// <param name="values">32 bytes a chunk.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void HashChunks(
        ReadOnlySpan<uint> key, ReadOnlySpan<byte> chunks, ulong firstChunkIndex, uint flags, Span<byte> values)
    {
        Debug.Assert(chunks.Length % Blake3Compression.ChunkBytes == 0, "only whole chunks");
        int count = chunks.Length / Blake3Compression.ChunkBytes;
        Group group = new(stackalloc byte[Group.Bytes], key);
        for (int done = 0; done < count; done += TKernel.Lanes)
        {
            int take = Math.Min(TKernel.Lanes, count - done);
            ReadOnlySpan<byte> input = chunks.Slice(
                done * Blake3Compression.ChunkBytes, take * Blake3Compression.ChunkBytes);
            group.Chunks(input, take, firstChunkIndex + (uint)done, flags);
            group.Store(values.Slice(done * ValueBytes, take * ValueBytes));
        }
    }

    /// <summary>Compresses each 64-byte node once under the key.</summary>
    /// <param name="key">8 words.</param>
    /// <param name="flags">All flags of that compression.</param>
    /// <param name="nodes">A multiple of 64 bytes.</param>
    /// <param name="nodeBytes">Bytes of each node that count, 0..64; the others are zero.</param>
    /// <param name="outputs">32 bytes a node; may start where <paramref name="nodes"/> does.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void HashNodes(
        ReadOnlySpan<uint> key, uint flags, ReadOnlySpan<byte> nodes, int nodeBytes, Span<byte> outputs)
    {
        int count = nodes.Length / Blake3Compression.BlockBytes;
        Group group = new(stackalloc byte[Group.Bytes], key);
        for (int done = 0; done < count; done += TKernel.Lanes)
        {
            int take = Math.Min(TKernel.Lanes, count - done);
            group.Nodes(
                nodes.Slice(done * Blake3Compression.BlockBytes, take * Blake3Compression.BlockBytes),
                take, (uint)nodeBytes, flags);
            group.Store(outputs.Slice(done * ValueBytes, take * ValueBytes));
        }
    }

    /// <summary>Hashes each 64-byte node behind one byte: unkeyed BLAKE3 of 65 bytes.</summary>
    /// <param name="prefix">The byte.</param>
    /// <param name="nodes">A multiple of 64 bytes.</param>
    /// <param name="outputs">32 bytes a node; may start where <paramref name="nodes"/> does.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void HashPrefixedNodes(byte prefix, ReadOnlySpan<byte> nodes, Span<byte> outputs)
    {
        int count = nodes.Length / Blake3Compression.BlockBytes;
        Group group = new(stackalloc byte[Group.Bytes], Blake3Compression.Iv);
        for (int done = 0; done < count; done += TKernel.Lanes)
        {
            int take = Math.Min(TKernel.Lanes, count - done);
            group.PrefixedNodes(
                nodes.Slice(done * Blake3Compression.BlockBytes, take * Blake3Compression.BlockBytes), take, prefix);
            group.Store(outputs.Slice(done * ValueBytes, take * ValueBytes));
        }
    }

    /// <summary>Hashes inputs of one length that fit a chunk each: unkeyed BLAKE3.</summary>
    /// <param name="rows">Input i starts at <c>i * stride</c>; what follows it up to a whole block is zero.</param>
    /// <param name="stride">Bytes from input to input: whole blocks.</param>
    /// <param name="rowBytes">Bytes of an input.</param>
    /// <param name="outputs">32 bytes an input, for at most as many as there are lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void HashRows(ReadOnlySpan<byte> rows, int stride, int rowBytes, Span<byte> outputs)
    {
        int count = outputs.Length / ValueBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TKernel.Lanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, count * stride);
        Group group = new(stackalloc byte[Group.Bytes], Blake3Compression.Iv);
        group.Rows(rows, stride, rowBytes, count);
        group.Store(outputs);
    }

    /// <summary>Hashes rows of one length as whole inputs of at most a chunk.</summary>
    /// <param name="key">8 words.</param>
    /// <param name="flags">Flags of the mode, without those of position.</param>
    /// <param name="rows">Rows one after the other, each zero from its length to the end of its last block.</param>
    /// <param name="stride">Bytes from row to row: whole blocks.</param>
    /// <param name="length">Bytes of a row that count, 0..1024, at most the stride.</param>
    /// <param name="outputs">32 bytes a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void HashRows(
        ReadOnlySpan<uint> key, uint flags, ReadOnlySpan<byte> rows, int stride, int length, Span<byte> outputs)
    {
        int count = rows.Length / stride;
        Group group = new(stackalloc byte[Group.Bytes], key);
        for (int done = 0; done < count; done += TKernel.Lanes)
        {
            int take = Math.Min(TKernel.Lanes, count - done);
            group.Rows(rows.Slice(done * stride, take * stride), stride, length, flags);
            group.Store(outputs.Slice(done * ValueBytes, take * ValueBytes));
        }
    }

    // SAFETY: the memory of a group holds one chaining value, two blocks and one set of outputs of all lanes.
    private readonly ref struct Group
    {
        private readonly ReadOnlySpan<uint> _key;
        private readonly byte* _chaining;
        private readonly byte* _block;
        private readonly byte* _rest;
        private readonly byte* _output;

        // SAFETY: memory is of the stack frame that holds the group, so it does not move and outlives it.
        internal Group(Span<byte> memory, ReadOnlySpan<uint> key)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(memory.Length, Bytes);
            _key = key;
            nuint start = (nuint)Unsafe.AsPointer(ref memory[0]);
            _chaining = (byte*)((start + (Alignment - 1)) & ~(nuint)(Alignment - 1));
            _block = _chaining + (TKernel.Lanes * ValueBytes);
            _rest = _block + (TKernel.Lanes * Blake3Compression.BlockBytes);
            _output = _rest + (TKernel.Lanes * Blake3Compression.BlockBytes);
        }

        internal static int Bytes =>
            (TKernel.Lanes * 2 * (ValueBytes + Blake3Compression.BlockBytes)) + Alignment;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Chunks(ReadOnlySpan<byte> chunks, int count, ulong firstChunkIndex, uint flags)
        {
            TKernel.Start(_chaining, _key);
            fixed (byte* first = chunks)
            {
                for (int block = 0; block < BlocksPerChunk; block++)
                {
                    uint blockFlags = flags;
                    if (block == 0)
                        blockFlags |= Blake3Compression.ChunkStart;
                    if (block == BlocksPerChunk - 1)
                        blockFlags |= Blake3Compression.ChunkEnd;
                    byte* rows = first + (block * Blake3Compression.BlockBytes);
                    TKernel.Load(_block, rows, Blake3Compression.ChunkBytes, count);
                    TKernel.Compress(
                        _chaining, _block, firstChunkIndex, 1, Blake3Compression.BlockBytes, blockFlags);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Nodes(ReadOnlySpan<byte> nodes, int count, uint nodeBytes, uint flags)
        {
            TKernel.Start(_chaining, _key);
            fixed (byte* first = nodes)
                TKernel.Load(_block, first, Blake3Compression.BlockBytes, count);
            TKernel.Compress(_chaining, _block, 0, 0, nodeBytes, flags);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Rows(ReadOnlySpan<byte> rows, int stride, int rowBytes, int count)
        {
            int blocks = Math.Max(1, (rowBytes + Blake3Compression.BlockBytes - 1) / Blake3Compression.BlockBytes);
            ArgumentOutOfRangeException.ThrowIfLessThan(stride, blocks * Blake3Compression.BlockBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, BlocksPerChunk);
            TKernel.Start(_chaining, _key);
            fixed (byte* first = rows)
            {
                for (int block = 0; block < blocks; block++)
                {
                    int offset = block * Blake3Compression.BlockBytes;
                    uint flags = block == 0 ? Blake3Compression.ChunkStart : 0;
                    if (block == blocks - 1)
                        flags |= Blake3Compression.ChunkEnd | Blake3Compression.Root;
                    TKernel.Load(_block, first + offset, stride, count);
                    uint blockBytes = (uint)Math.Min(Blake3Compression.BlockBytes, rowBytes - offset);
                    TKernel.Compress(_chaining, _block, 0, 0, blockBytes, flags);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Rows(ReadOnlySpan<byte> rows, int stride, int length, uint flags)
        {
            const int BlockBytes = Blake3Compression.BlockBytes;
            TKernel.Start(_chaining, _key);
            int last = length == 0 ? 0 : (length - 1) / BlockBytes;
            fixed (byte* first = rows)
            {
                for (int block = 0; block <= last; block++)
                {
                    uint blockFlags = flags;
                    if (block == 0)
                        blockFlags |= Blake3Compression.ChunkStart;
                    if (block == last)
                        blockFlags |= Blake3Compression.ChunkEnd | Blake3Compression.Root;
                    uint bytes = (uint)(block == last ? length - (last * BlockBytes) : BlockBytes);
                    TKernel.Load(_block, first + (block * BlockBytes), stride, rows.Length / stride);
                    TKernel.Compress(_chaining, _block, 0, 0, bytes, blockFlags);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void PrefixedNodes(ReadOnlySpan<byte> nodes, int count, byte prefix)
        {
            const uint Last = Blake3Compression.ChunkEnd | Blake3Compression.Root;
            TKernel.Start(_chaining, _key);
            fixed (byte* first = nodes)
                TKernel.Load(_block, first, Blake3Compression.BlockBytes, count);
            TKernel.Prepend(_block, _rest, prefix);
            TKernel.Compress(
                _chaining, _block, 0, 0, Blake3Compression.BlockBytes, Blake3Compression.ChunkStart);
            TKernel.Compress(_chaining, _rest, 0, 0, 1, Last);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Store(Span<byte> outputs)
        {
            if (outputs.Length == TKernel.Lanes * ValueBytes)
            {
                fixed (byte* first = outputs)
                    TKernel.Store(_chaining, first);
                return;
            }

            TKernel.Store(_chaining, _output);
            new ReadOnlySpan<byte>(_output, outputs.Length).CopyTo(outputs);
        }
    }
}
