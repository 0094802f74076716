using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Da.Shreds;

/// <summary>Signs sets with a leader's shred key and writes the signature into every shred of them.</summary>
/// <remarks>
/// <para>Many sets at once cost little more than one: the lanes of <see cref="BatchSigner"/> share the work.</para>
/// <para><b>Ownership</b>: keeps its key in guarded memory until it is disposed of. <b>Threads</b>: one at a time.
/// <b>Cost</b>: no allocation after the first batch of a size.</para>
/// </remarks>
public sealed class ShredSigner : IDisposable
{
    private const int MaxBatch = 64;

    private readonly BatchSigner _signer;
    private readonly Hash256 _genesis;
    private readonly int[] _keys = new int[MaxBatch];
    private readonly int[] _ends = new int[MaxBatch];
    private readonly byte[] _messages = new byte[MaxBatch * FecSetHeader.SignedBytes];
    private readonly byte[] _signatures = new byte[MaxBatch * Signature64.Bytes];

    /// <summary>Takes a key.</summary>
    /// <param name="genesis">Hash of the genesis file: no signature means anything on another chain.</param>
    /// <param name="seed">32 bytes; copied.</param>
    public ShredSigner(in Hash256 genesis, ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Ed25519.SeedBytes);
        _genesis = genesis;
        _signer = new BatchSigner(seed);
        for (int index = 0; index < MaxBatch; index++)
            _ends[index] = (index + 1) * FecSetHeader.SignedBytes;
        PublicKey = new PublicKey(new Hash256(_signer.PublicKey(0)));
    }

    /// <summary>The key that verifies.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Signs one set.</summary>
    /// <param name="header">What the encoder sealed.</param>
    /// <param name="set">Its memory.</param>
    public void Sign(in FecSetHeader header, Span<byte> set) => Sign(new ReadOnlySpan<FecSetHeader>(in header), set);

    /// <summary>Signs sets of one layout.</summary>
    /// <param name="headers">What the encoder sealed.</param>
    /// <param name="sets">The memory of each, one after the other.</param>
    public void Sign(ReadOnlySpan<FecSetHeader> headers, Span<byte> sets)
    {
        if (headers.IsEmpty)
            return;
        ShredLayout layout = headers[0].Layout;
        ArgumentOutOfRangeException.ThrowIfNotEqual(sets.Length, (long)headers.Length * layout.BufferBytes);
        while (!headers.IsEmpty)
        {
            int count = Math.Min(headers.Length, MaxBatch);
            SignBatch(headers[..count], sets, layout);
            headers = headers[count..];
            sets = sets[(count * layout.BufferBytes)..];
        }
    }

    /// <summary>Signs what names the shreds of a header; see <see cref="ShredStatement"/>.</summary>
    public Signature64 Sign(in ShredStatement statement)
    {
        Span<byte> message = stackalloc byte[ShredStatement.SignedBytes];
        statement.WriteSigned(_genesis, message);
        Span<byte> signature = stackalloc byte[Signature64.Bytes];
        _signer.Sign(_keys.AsSpan(0, 1), message, [ShredStatement.SignedBytes], signature);
        return new Signature64(signature);
    }

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    private void SignBatch(ReadOnlySpan<FecSetHeader> headers, Span<byte> sets, ShredLayout layout)
    {
        int count = headers.Length;
        Span<byte> messages = _messages.AsSpan(0, count * FecSetHeader.SignedBytes);
        Span<byte> signatures = _signatures.AsSpan(0, count * Signature64.Bytes);
        for (int index = 0; index < count; index++)
        {
            int start = index * FecSetHeader.SignedBytes;
            headers[index].WriteSigned(_genesis, messages.Slice(start, FecSetHeader.SignedBytes));
        }

        _signer.Sign(_keys.AsSpan(0, count), messages, _ends.AsSpan(0, count), signatures);
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> signature = signatures.Slice(index * Signature64.Bytes, Signature64.Bytes);
            Span<byte> set = sets.Slice(index * layout.BufferBytes, layout.BufferBytes);
            for (int shard = 0; shard < layout.Code.TotalShards; shard++)
            {
                int start = (shard * ShredLayout.SlotBytes) + ShredLayout.LeadBytes + ShredLayout.SignatureOffset;
                signature.CopyTo(set[start..]);
            }
        }
    }
}
