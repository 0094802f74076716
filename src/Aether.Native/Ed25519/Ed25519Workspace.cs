using System.Runtime.InteropServices;

namespace Aether.Native.Ed25519;

/// <summary>The buffers of one thread that verifies batches, in unmanaged memory aligned to 64 bytes.</summary>
/// <remarks>
/// Shape: room for <see cref="Capacity"/> signatures, each with a key of its own. Ownership: the instance frees its
/// memory when it is disposed of or collected. Threads: one at a time.
/// </remarks>
// SAFETY: every span covers exactly its part of one allocation that lives as long as the instance.
public sealed unsafe class Ed25519Workspace : IDisposable
{
    /// <summary>Bytes of a decoded point.</summary>
    public const int RecordBytes = 128;

    private const int Alignment = 64;

    // The base point and the neutral element lie between the records of keys and those of R.
    private const int ExtraRecords = 2;

    private readonly byte* _memory;
    private readonly int _digests;
    private readonly int _coefficients;
    private readonly int _keyOf;
    private readonly int _included;
    private readonly int _keys;
    private readonly int _decoded;
    private readonly int _records;
    private readonly int _scratch;
    private bool _isDisposed;

    /// <summary>Allocates for at most <paramref name="capacity"/> signatures.</summary>
    public Ed25519Workspace(LaneSet set, int capacity)
    {
        Set = set;
        Capacity = capacity;
        int end = 0;
        Part(ref end, capacity * 64L);
        _digests = Part(ref end, capacity * 64L);
        _coefficients = Part(ref end, capacity * 16L);
        _keyOf = Part(ref end, capacity * sizeof(uint));
        _included = Part(ref end, BitmapWords(capacity) * sizeof(ulong));
        _keys = Part(ref end, capacity * 32L);
        _decoded = Part(ref end, BitmapWords(capacity) * sizeof(ulong));
        _records = Part(ref end, ((2L * capacity) + ExtraRecords) * RecordBytes);
        _scratch = Part(ref end, (long)Ed25519Lanes.ScratchBytes(set, capacity));
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)end, Alignment);
    }

    /// <summary>Frees the memory.</summary>
    ~Ed25519Workspace() => Free();

    /// <summary>The instruction set whose records and scratch these are.</summary>
    public LaneSet Set { get; }

    /// <summary>Most signatures of one call.</summary>
    public int Capacity { get; }

    /// <summary>R and A of every signature: 64 bytes each.</summary>
    public Span<byte> Prefixes => new(_memory, Capacity * 64);

    /// <summary>SHA-512 of every signature: 64 bytes each.</summary>
    public Span<byte> Digests => new(_memory + _digests, Capacity * 64);

    /// <summary>Random factors: 16 bytes each.</summary>
    public Span<byte> Coefficients => new(_memory + _coefficients, Capacity * 16);

    /// <summary>The place of every signature's key among the distinct keys.</summary>
    public Span<uint> KeyOf => new(_memory + _keyOf, Capacity);

    /// <summary>Bitmap of the signatures in the equation.</summary>
    public Span<ulong> Included => new(_memory + _included, BitmapWords(Capacity));

    /// <summary>Encodings to decode: 32 bytes each.</summary>
    public Span<byte> Keys => new(_memory + _keys, Capacity * 32);

    /// <summary>Bitmap of the encodings that are points.</summary>
    public Span<ulong> Decoded => new(_memory + _decoded, BitmapWords(Capacity));

    /// <summary>Decoded keys first; the equation writes behind them.</summary>
    public Span<byte> Records => new(_memory + _records, ((2 * Capacity) + ExtraRecords) * RecordBytes);

    internal byte* Scratch => _memory + _scratch;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static int BitmapWords(int count) => (count + 63) / 64;

    private static int Part(ref int end, long bytes)
    {
        int start = end;
        end = checked((int)((end + bytes + Alignment - 1) / Alignment * Alignment));
        return start;
    }

    private void Free()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            NativeMemory.AlignedFree(_memory);
        }
    }
}
