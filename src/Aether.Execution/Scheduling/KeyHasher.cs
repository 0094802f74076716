using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Scheduling;

/// <summary>State keys of many slots at once, in the lanes of a vector.</summary>
/// <remarks><b>Threads</b>: one lane. <b>Cost</b>: buffers grow and are kept.</remarks>
internal sealed class KeyHasher
{
    private byte[] _messages = new byte[4096];
    private int[] _ends = new int[64];
    private Hash256[] _digests = new Hash256[64];
    private int _count;
    private int _bytes;

    /// <summary>Adds a slot's account, object or output.</summary>
    public void Add(SlotKind kind, bool isObject, in Hash256 id, uint outputIndex)
    {
        Span<byte> room = Room(StateKey.MaxInputBytes);
        int length = kind == SlotKind.Output ? StateKey.WriteOutput(room, id, outputIndex)
            : isObject ? StateKey.WriteObject(room, id)
            : StateKey.WriteAccount(room, id);
        End(length);
    }

    /// <summary>Adds a key that signs: its address is the digest.</summary>
    public void AddWitness(in Hash256 publicKey)
    {
        Span<byte> room = Room(StateKey.MaxInputBytes);
        "aeth/addr/v1"u8.CopyTo(room);
        room[12] = Witness.Ed25519Scheme;
        publicKey.Span.CopyTo(room[13..]);
        End(13 + Hash256.Bytes);
    }

    /// <summary>The digests in the order of adding. Valid until the next one is added.</summary>
    public ReadOnlySpan<Hash256> Finish()
    {
        int count = _count;
        if (_digests.Length < count)
        {
            _digests = new Hash256[_ends.Length];
        }
        Span<Hash256> digests = _digests.AsSpan(0, count);
        Sha256Lanes.HashMany(_messages, _ends.AsSpan(0, count), MemoryMarshal.AsBytes(digests));
        _count = 0;
        _bytes = 0;
        return digests;
    }

    private Span<byte> Room(int bytes)
    {
        if (_messages.Length - _bytes < bytes)
        {
            Array.Resize(ref _messages, _messages.Length * 2);
        }
        return _messages.AsSpan(_bytes, bytes);
    }

    private void End(int length)
    {
        if (_count == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }
        _bytes += length;
        _ends[_count++] = _bytes;
    }
}
