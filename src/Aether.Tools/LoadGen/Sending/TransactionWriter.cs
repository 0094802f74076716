using System.Buffers.Text;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>Encodes and signs a group of bodies, and writes each as the JSON-RPC request that sends it.</summary>
/// <remarks>
/// <b>Threads</b>: one. <b>Cost</b>: buffers that grow to the longest group, and one rented array for each request.
/// </remarks>
internal sealed class TransactionWriter(Hash256 genesisHash, BatchSigner signer)
{
    /// <summary>Most bodies of one group: what the signer's lanes take at a time.</summary>
    public const int GroupSize = 64;

    private const int MaxIdDigits = 20;

    private readonly AceWriter _tagged = new(1024);
    private readonly AceWriter _messages = new(64 * 1024);
    private readonly AceWriter _whole = new(1024);
    private readonly int[] _keys = new int[GroupSize];
    private readonly int[] _ends = new int[GroupSize];
    private readonly byte[] _signatures = new byte[GroupSize * Ed25519.SignatureBytes];
    private readonly Hash256[] _ids = new Hash256[GroupSize];
    private int _count;

    private static ReadOnlySpan<byte> SigningDomain => "AETH-TX-V1\0"u8;

    private static ReadOnlySpan<byte> IdTag => "aeth/tx/v1"u8;

    private static ReadOnlySpan<byte> Prefix => "{\"jsonrpc\":\"2.0\",\"id\":"u8;

    private static ReadOnlySpan<byte> Middle => ",\"method\":\"aeth_sendRawTransaction\",\"params\":[\"0x"u8;

    private static ReadOnlySpan<byte> Suffix => "\"]}"u8;

    /// <summary>Bodies in the group.</summary>
    public int Count => _count;

    /// <summary>Identifier of a body of the group.</summary>
    public Hash256 IdOf(int index) => _ids[index];

    /// <summary>Starts a new group.</summary>
    public void Clear()
    {
        _count = 0;
        _messages.Clear();
    }

    /// <summary>Adds a body that a key of the signer pays.</summary>
    public void Add(TransactionBody body, int key)
    {
        _tagged.Clear();
        _tagged.Fixed(IdTag);
        body.Encode(_tagged);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(_tagged.WrittenSpan, digest);
        _ids[_count] = new Hash256(digest);
        _messages.Fixed(SigningDomain);
        _messages.Hash(genesisHash);
        _messages.Fixed(_tagged.WrittenSpan[IdTag.Length..]);
        _keys[_count] = key;
        _ends[_count] = _messages.Count;
        _count++;
    }

    /// <summary>Signs the group.</summary>
    public void Sign() => signer.Sign(
        _keys.AsSpan(0, _count), _messages.WrittenSpan, _ends.AsSpan(0, _count),
        _signatures.AsSpan(0, _count * Ed25519.SignatureBytes));

    /// <summary>The canonical bytes of one signed transaction of the group, valid until the next call.</summary>
    public ReadOnlySpan<byte> Raw(int index)
    {
        int start = (index == 0 ? 0 : _ends[index - 1]) + SigningDomain.Length + Hash256.Bytes;
        _whole.Clear();
        _whole.Fixed(_messages.WrittenSpan[start.._ends[index]]);
        _whole.Length(1);
        _whole.U8(Witness.Ed25519Scheme);
        _whole.Fixed(signer.PublicKey(_keys[index]));
        _whole.Fixed(_signatures.AsSpan(index * Ed25519.SignatureBytes, Ed25519.SignatureBytes));
        return _whole.WrittenSpan;
    }

    /// <summary>Writes a request into a rented array; the caller returns it to <see cref="RequestBuffers"/>.</summary>
    public static byte[] Request(long id, ReadOnlySpan<byte> raw, out int length)
    {
        byte[] request = RequestBuffers.Rent(
            Prefix.Length + MaxIdDigits + Middle.Length + (2 * raw.Length) + Suffix.Length);
        Prefix.CopyTo(request);
        int end = Prefix.Length;
        Utf8Formatter.TryFormat(id, request.AsSpan(end), out int digits);
        end += digits;
        Middle.CopyTo(request.AsSpan(end));
        end += Middle.Length;
        Convert.TryToHexStringLower(raw, request.AsSpan(end), out int hex);
        end += hex;
        Suffix.CopyTo(request.AsSpan(end));
        length = end + Suffix.Length;
        return request;
    }
}
