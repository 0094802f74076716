using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Da.Shreds;

/// <summary>All shreds of a block of this node, signed, in one piece of memory.</summary>
/// <remarks>
/// <b>Ownership</b>: its memory is used again for the next block and grows to the largest. <b>Threads</b>: one at a
/// time. <b>Cost</b>: no allocation for a block that is not longer than one before.
/// </remarks>
public sealed class EncodedBlock : IShredStore
{
    private readonly ShredLayout _layout;
    private readonly FecSetHeader[] _headers;
    private byte[] _memory = [];

    /// <summary>Creates one without a block.</summary>
    public EncodedBlock(ShredLayout layout)
    {
        _layout = layout;
        _headers = new FecSetHeader[layout.MaxSets];
    }

    /// <summary>Where things lie in shreds.</summary>
    public ShredLayout Layout => _layout;

    /// <summary>Sets of the block.</summary>
    public int SetCount { get; private set; }

    /// <summary>The root over its sets.</summary>
    public Hash256 Commitment { get; private set; }

    /// <summary>Takes another block.</summary>
    /// <param name="encoder">Of the same layout; begun for the block and nothing filled in yet.</param>
    /// <param name="signer">The leader's key.</param>
    /// <param name="payload">Borrowed for the call.</param>
    public void Fill(ShredEncoder encoder, ShredSigner signer, ReadOnlySpan<byte> payload)
    {
        Check.That(encoder.Layout.Code == _layout.Code);
        int sets = Math.Max(1, (payload.Length + _layout.SetCapacity - 1) / _layout.SetCapacity);
        if (_memory.Length < sets * _layout.BufferBytes)
            _memory = GC.AllocateUninitializedArray<byte>(sets * _layout.BufferBytes);
        int set = 0;
        while (encoder.TryFill(Memory(set), ref payload, out FecSetHeader header))
            _headers[set++] = header;
        _headers[set] = encoder.Finish(Memory(set));
        SetCount = set + 1;
        Check.That(SetCount == sets);
        Commitment = encoder.PayloadRoot();
        signer.Sign(_headers.AsSpan(0, sets), _memory.AsSpan(0, sets * _layout.BufferBytes));
    }

    /// <summary>A shred of the block.</summary>
    public ReadOnlySpan<byte> Shred(int set, int shard)
    {
        Check.That(set < SetCount);
        return _layout.Shred(Memory(set), shard, (int)_headers[set].SetBytes);
    }

    /// <inheritdoc/>
    public bool TryWriteShred(int set, int variant, int shard, Span<byte> destination, out int bytes)
    {
        bytes = 0;
        if ((uint)set >= (uint)SetCount || variant != 0 || (uint)shard >= (uint)_layout.Code.TotalShards)
            return false;
        ReadOnlySpan<byte> shred = Shred(set, shard);
        shred.CopyTo(destination);
        bytes = shred.Length;
        return true;
    }

    private Span<byte> Memory(int set) => _memory.AsSpan(set * _layout.BufferBytes, _layout.BufferBytes);
}
