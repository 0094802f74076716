using System.Diagnostics;
using System.Security.Cryptography;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE3 over input that arrives in pieces. Any split of the same bytes gives the same output.</summary>
/// <remarks>
/// <para>Ownership: borrows each input for the call. Threads: one caller at a time.</para>
/// <para>Cost: about 3 KiB once; updates do not allocate.</para>
/// </remarks>
public sealed class Blake3Hasher
{
    // Chaining values of complete subtrees, largest first: one per set bit of the chunk count, which fits 54 bits.
    private const int MaxDepth = 54;

    private readonly uint[] _key = new uint[Blake3Compression.ChainingWords];
    private readonly uint[] _stack = new uint[(MaxDepth + 1) * Blake3Compression.ChainingWords];
    private readonly byte[] _chunk = new byte[Blake3Compression.ChunkBytes];
    private readonly uint _flags;

    private int _stackCount;
    private int _chunkBytes;
    private ulong _chunkIndex;

    private Blake3Hasher(uint flags) => _flags = flags;

    /// <summary>Starts an unkeyed hash.</summary>
    public static Blake3Hasher Create()
    {
        Blake3Hasher hasher = new(0);
        Blake3Compression.Iv.CopyTo(hasher._key);
        return hasher;
    }

    /// <summary>Starts a hash under a 32-byte key.</summary>
    public static Blake3Hasher CreateKeyed(ReadOnlySpan<byte> key)
    {
        Blake3Hasher hasher = new(Blake3Compression.KeyedHash);
        Blake3Compression.ReadKey(key, hasher._key);
        return hasher;
    }

    /// <summary>Starts a key derivation for an application-unique UTF-8 context.</summary>
    public static Blake3Hasher CreateDeriveKey(ReadOnlySpan<byte> context)
    {
        Blake3Hasher hasher = new(Blake3Compression.DeriveKeyMaterial);
        Blake3.ContextKey(context, hasher._key);
        return hasher;
    }

    /// <summary>Appends bytes.</summary>
    public void Update(ReadOnlySpan<byte> input)
    {
        while (!input.IsEmpty)
        {
            // A full chunk is only closed when more follows: the last one is finished as part of the root path.
            if (_chunkBytes == Blake3Compression.ChunkBytes)
                CloseChunk();
            int take = Math.Min(input.Length, Blake3Compression.ChunkBytes - _chunkBytes);
            input[..take].CopyTo(_chunk.AsSpan(_chunkBytes));
            _chunkBytes += take;
            input = input[take..];
        }
    }

    /// <summary>Writes any number of output bytes for what was appended so far; more may be appended
    /// afterwards.</summary>
    public void Finish(Span<byte> output)
    {
        Blake3Node node = Blake3Node.Chunk(_key, _chunk.AsSpan(0, _chunkBytes), _chunkIndex, _flags);
        Span<uint> right = stackalloc uint[Blake3Compression.ChainingWords];
        for (int entry = _stackCount - 1; entry >= 0; entry--)
        {
            node.ChainingValue(right);
            node = Blake3Node.Parent(_key, StackEntry(entry), right, _flags);
        }

        node.RootBytes(output);
    }

    /// <summary>Forgets all input; key and mode stay.</summary>
    public void Reset()
    {
        _stackCount = 0;
        _chunkBytes = 0;
        _chunkIndex = 0;
        CryptographicOperations.ZeroMemory(_chunk);
    }

    private void CloseChunk()
    {
        Span<uint> value = stackalloc uint[Blake3Compression.ChainingWords];
        Blake3Node.Chunk(_key, _chunk, _chunkIndex, _flags).ChainingValue(value);
        _chunkIndex++;

        // Each trailing zero bit of the new chunk count completes one more subtree.
        for (ulong count = _chunkIndex; (count & 1) == 0; count >>= 1)
        {
            _stackCount--;
            Blake3Node.Parent(_key, StackEntry(_stackCount), value, _flags).ChainingValue(value);
        }

        Debug.Assert(_stackCount < MaxDepth, "more chunks than 64-bit input lengths allow");
        value.CopyTo(StackEntry(_stackCount));
        _stackCount++;
        _chunkBytes = 0;
    }

    private Span<uint> StackEntry(int index) =>
        _stack.AsSpan(index * Blake3Compression.ChainingWords, Blake3Compression.ChainingWords);
}
