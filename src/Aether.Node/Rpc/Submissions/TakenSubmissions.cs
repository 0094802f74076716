using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Diagnostics;

namespace Aether.Node.Rpc.Submissions;

/// <summary>
/// Remembers what submissions were taken by a keyed 64-bit tag of their bytes, so that one that comes again is told
/// from a newcomer before it is decoded. In each set of <see cref="Ways"/> the oldest is forgotten first.
/// </summary>
/// <remarks>
/// It only says what is worth a look: a tag that is there by chance costs that look, and one that was forgotten or lost
/// to a race costs a refusal of what may be sent again. The key is secret to the process, so nobody can choose bytes
/// whose tags push out those of others. <b>Threads</b>: any, without a lock: each tag is one word. <b>Memory</b>: eight
/// bytes for each of <see cref="Limits.Admission.Remembered"/>. <b>Cost</b>: a pass over the bytes and one cache line.
/// </remarks>
internal sealed class TakenSubmissions
{
    /// <summary>Tags of one set: those of a cache line.</summary>
    private const int Ways = 8;

    private const int Sets = Limits.Admission.Remembered / Ways;

    // Bytes that are read at once; a multiple of the two words of a fold.
    private const int Chunk = 128;

    // Digits of a transaction that could not be one: no signature fits.
    private const int FewestDigits = 128;

    private static readonly SearchValues<byte> s_end = SearchValues.Create("\"\\"u8);

    private readonly ulong[] _tags = new ulong[Limits.Admission.Remembered];
    private readonly byte[] _next = new byte[Sets];
    private readonly ulong _low;
    private readonly ulong _high;

    /// <summary>Nothing was taken.</summary>
    public TakenSubmissions()
    {
        Check.That(BitOperations.IsPow2(Sets));
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        _low = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _high = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>The bytes of a transaction were taken.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        ulong tag = TagOf(bytes);
        if (Has(tag))
        {
            return;
        }
        int set = SetOf(tag);
        // Two that come here at once may take the same place: one of them is forgotten.
        int way = _next[set]++ % Ways;
        Volatile.Write(ref _tags[(set * Ways) + way], tag);
    }

    /// <summary>True for bytes that were taken, as far as is remembered.</summary>
    public bool Has(ReadOnlySpan<byte> bytes) => Has(TagOf(bytes));

    /// <summary>True when a body holds the digits of something that was taken.</summary>
    public bool HasAnyOf(ReadOnlySpan<byte> body)
    {
        while (true)
        {
            int start = body.IndexOf("\"0x"u8);
            if (start < 0)
            {
                return false;
            }
            body = body[(start + 3)..];
            int length = body.IndexOfAny(s_end);
            if (length < 0)
            {
                return false;
            }
            if (length >= FewestDigits && TryTagOfDigits(body[..length], out ulong tag) && Has(tag))
            {
                return true;
            }
            body = body[length..];
        }
    }

    private bool Has(ulong tag)
    {
        int start = SetOf(tag) * Ways;
        for (int way = 0; way < Ways; way++)
        {
            if (Volatile.Read(ref _tags[start + way]) == tag)
            {
                return true;
            }
        }
        return false;
    }

    private static int SetOf(ulong tag) => (int)(tag >> 32) & (Sets - 1);

    private ulong TagOf(ReadOnlySpan<byte> bytes)
    {
        ulong tag = _low;
        for (; bytes.Length > Chunk; bytes = bytes[Chunk..])
        {
            tag = Fold(tag, bytes[..Chunk]);
        }
        return End(Fold(tag, bytes));
    }

    private bool TryTagOfDigits(ReadOnlySpan<byte> digits, out ulong tag)
    {
        Span<byte> bytes = stackalloc byte[Chunk];
        tag = _low;
        for (; digits.Length > 2 * Chunk; digits = digits[(2 * Chunk)..])
        {
            if (Convert.FromHexString(digits[..(2 * Chunk)], bytes, out _, out _) != OperationStatus.Done)
            {
                return false;
            }
            tag = Fold(tag, bytes);
        }
        OperationStatus last = Convert.FromHexString(digits, bytes, out _, out int count);
        tag = End(Fold(tag, bytes[..count]));
        return last == OperationStatus.Done;
    }

    // Multiply-fold of the bytes with the key, two words at a time; what is short is filled up with its length.
    private ulong Fold(ulong tag, ReadOnlySpan<byte> bytes)
    {
        Span<byte> rest = stackalloc byte[16];
        for (; bytes.Length >= 16; bytes = bytes[16..])
        {
            tag = Mix(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ _high ^ tag,
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ BitOperations.RotateLeft(_low, 32) ^ ~tag);
        }
        rest.Fill((byte)bytes.Length);
        bytes.CopyTo(rest);
        return Mix(
            BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ _low ^ tag,
            BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]) ^ _high ^ ~tag);
    }

    private ulong End(ulong tag)
    {
        ulong end = Mix(tag ^ _high, ~_low);
        // Zero marks a free place.
        return end == 0 ? 1 : end;
    }

    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
