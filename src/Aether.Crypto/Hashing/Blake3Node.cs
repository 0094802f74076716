using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>A tree node before its last compression: it becomes a chaining value or, at the root, any number of
/// output bytes.</summary>
internal struct Blake3Node
{
    private ChainingBlock _chaining;
    private MessageBlock _block;
    private ulong _counter;
    private uint _blockBytes;
    private uint _flags;

    /// <summary>A chunk of at most 1024 contiguous bytes.</summary>
    internal static Blake3Node Chunk(ReadOnlySpan<uint> key, ReadOnlySpan<byte> chunk, ulong chunkIndex, uint flags)
    {
        Blake3Node node = default;
        Span<uint> state = stackalloc uint[Blake3Compression.StateWords];
        key[..Blake3Compression.ChainingWords].CopyTo(state);
        uint start = Blake3Compression.ChunkStart;
        while (chunk.Length > Blake3Compression.BlockBytes)
        {
            Blake3Compression.Compress(state, chunk, chunkIndex, Blake3Compression.BlockBytes, flags | start, state);
            start = 0;
            chunk = chunk[Blake3Compression.BlockBytes..];
        }

        state[..Blake3Compression.ChainingWords].CopyTo(node._chaining);
        chunk.CopyTo(node._block);
        node._counter = chunkIndex;
        node._blockBytes = (uint)chunk.Length;
        node._flags = flags | start | Blake3Compression.ChunkEnd;
        return node;
    }

    /// <summary>The parent of two chaining values of 8 words each.</summary>
    internal static Blake3Node Parent(
        ReadOnlySpan<uint> key, ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, uint flags)
    {
        Blake3Node node = default;
        Span<byte> block = node._block;
        key[..Blake3Compression.ChainingWords].CopyTo(node._chaining);
        Blake3Compression.WriteWords(left, block[..32]);
        Blake3Compression.WriteWords(right, block[32..]);
        node._blockBytes = Blake3Compression.BlockBytes;
        node._flags = flags | Blake3Compression.Parent;
        return node;
    }

    /// <summary>Writes the 8 words this node passes to its parent.</summary>
    internal readonly void ChainingValue(Span<uint> words)
    {
        Span<uint> state = stackalloc uint[Blake3Compression.StateWords];
        Blake3Compression.Compress(_chaining, _block, _counter, _blockBytes, _flags, state);
        state[..Blake3Compression.ChainingWords].CopyTo(words);
    }

    /// <summary>Treats this node as the root and fills <paramref name="output"/> with the first bytes of its
    /// stream.</summary>
    internal readonly void RootBytes(Span<byte> output)
    {
        Span<uint> state = stackalloc uint[Blake3Compression.StateWords];
        uint flags = _flags | Blake3Compression.Root;
        for (ulong block = 0; !output.IsEmpty; block++)
        {
            Blake3Compression.Compress(_chaining, _block, block, _blockBytes, flags, state);
            int take = Math.Min(output.Length, Blake3Compression.BlockBytes);
            Blake3Compression.WriteWords(state, output[..take]);
            output = output[take..];
        }
    }

    [InlineArray(Blake3Compression.ChainingWords)]
    private struct ChainingBlock
    {
        private uint _first;
    }

    [InlineArray(Blake3Compression.BlockBytes)]
    private struct MessageBlock
    {
        private byte _first;
    }
}
