using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Aether.Native.Ed25519;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Decoded public keys of hot accounts, so that a batch need not decode them again.</summary>
/// <remarks>
/// Shape: sets of sixteen entries, each a key and its record side by side; a tag of 16 bits for every entry lies apart,
/// so that a search reads one line of tags and then the three lines of one entry, which <see cref="Locate"/> fetches
/// early. No two entries of a set have one tag. A new key takes an empty entry or one that was not found lately, and
/// counts as not found itself: keys that come once only push out each other.
/// <para>Which keys are present changes the speed of a batch and never a verdict. The set and the tag of a key depend
/// on a random number of the instance, so that nobody can choose keys that push out those of others.</para>
/// <para>Ownership: 160 bytes a key and 2 for its tag, reserved at once and touched as keys come. Threads: one at a
/// time.</para>
/// </remarks>
// SAFETY: the only pointer is that of the pinned entries, which live as long as the instance; it is prefetched from and
// never read or written.
public sealed unsafe class DecodedKeyCache
{
    /// <summary>What <see cref="Locate"/> gives for a key that is not there.</summary>
    internal const int Nowhere = -1;

    private const int Ways = 16;
    private const int LineBytes = 64;
    private const int TagBits = 16;
    private const int EntryBytes = Ed25519.PublicKeyBytes + Ed25519Workspace.RecordBytes;

    // Each entry spans three lines: 160 bytes from a multiple of 32 on.
    private readonly byte[] _entries;
    private readonly int _start;

    // Zero where the entry is empty.
    private readonly ushort[] _tags;

    // For every set the entries found since the bits were last cleared.
    private readonly ushort[] _found;
    private readonly int _shift;
    private readonly ulong _factor;
    private LaneSet _set;

    /// <summary>
    /// Room for <paramref name="capacity"/> keys, rounded up to a power of two of at least thirty-two. As the sets fill
    /// unevenly, some keys find none left when it is nearly full.
    /// </summary>
    public DecodedKeyCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Core.Limits.Signatures.MaxCachedKeys);
        int entries = (int)uint.Max(2 * Ways, BitOperations.RoundUpToPowerOf2((uint)capacity));
        // Pinned, so that the lines stay lines; a large array of the runtime is zero without being touched.
        _entries = GC.AllocateArray<byte>((entries * EntryBytes) + LineBytes, pinned: true);
        _start = (int)(-(nint)Address(0) & (LineBytes - 1));
        _tags = new ushort[entries];
        _found = new ushort[entries / Ways];
        _shift = 64 - BitOperations.Log2((uint)(entries / Ways));
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        _factor = MemoryMarshal.Read<ulong>(random) | 1;
    }

    /// <summary>Keys it has room for.</summary>
    public int Capacity => _tags.Length;

    /// <summary>
    /// Where each of the keys (32 bytes each) may be, for <see cref="TryGet"/>, or <see cref="Nowhere"/>. Asks the
    /// processor to fetch these places, so that the whole batch waits for memory once and not each key.
    /// </summary>
    internal void Locate(LaneSet set, ReadOnlySpan<byte> keys, Span<int> places)
    {
        if (set != _set)
        {
            // Records belong to one instruction set.
            Array.Clear(_tags);
            _set = set;
        }

        for (int i = 0; i < places.Length; i++)
        {
            int place = Find(Mix(keys[(i * Ed25519.PublicKeyBytes)..]));
            places[i] = place;
            if (place == Nowhere || !Sse.IsSupported)
                continue;
            byte* entry = Address(_start + (place * EntryBytes));
            Sse.Prefetch0(entry);
            Sse.Prefetch0(entry + LineBytes);
            Sse.Prefetch0(entry + (2 * LineBytes));
        }
    }

    /// <summary>
    /// Copies the record of a key that <see cref="Locate"/> gave the place of; false where it is another's.
    /// </summary>
    internal bool TryGet(int place, ReadOnlySpan<byte> key, Span<byte> record)
    {
        if (place == Nowhere || !KeyAt(place).SequenceEqual(key))
            return false;
        RecordAt(place).CopyTo(record);
        ref ushort found = ref _found[place / Ways];
        int with = found | (1 << (place % Ways));
        found = (ushort)(with == ushort.MaxValue ? 1 << (place % Ways) : with);
        return true;
    }

    /// <summary>Stores a decoded key.</summary>
    internal void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record)
    {
        ulong mixed = Mix(key);
        int place = Find(mixed);
        if (place == Nowhere)
        {
            int set = SetOf(mixed);
            uint empty = Matches(set, 0);
            uint free = empty != 0 ? empty : (ushort)~_found[set];
            place = (set * Ways) + BitOperations.TrailingZeroCount(free);
        }

        key.CopyTo(KeyAt(place));
        record.CopyTo(RecordAt(place));
        _tags[place] = TagOf(mixed);
        _found[place / Ways] &= (ushort)~(1 << (place % Ways));
    }

    private ulong Mix(ReadOnlySpan<byte> key) => MemoryMarshal.Read<ulong>(key) * _factor;

    private int SetOf(ulong mixed) => (int)(mixed >> _shift);

    // The bits below those of the set; zero is taken.
    private ushort TagOf(ulong mixed) => (ushort)Math.Max(1u, (ushort)(mixed >> (_shift - TagBits)));

    private int Find(ulong mixed)
    {
        int set = SetOf(mixed);
        uint matches = Matches(set, TagOf(mixed));
        return matches == 0 ? Nowhere : (set * Ways) + BitOperations.TrailingZeroCount(matches);
    }

    private uint Matches(int set, ushort tag) =>
        Vector256.Equals(Vector256.Create(_tags.AsSpan(set * Ways, Ways)), Vector256.Create(tag))
            .ExtractMostSignificantBits();

    private byte* Address(int offset) =>
        (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), offset));

    private Span<byte> KeyAt(int place) =>
        _entries.AsSpan(_start + (place * EntryBytes), Ed25519.PublicKeyBytes);

    private Span<byte> RecordAt(int place) =>
        _entries.AsSpan(_start + (place * EntryBytes) + Ed25519.PublicKeyBytes, Ed25519Workspace.RecordBytes);
}
