using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Gives every distinct key of a group a number: an open hash table over at most a group's keys.</summary>
/// <remarks>
/// A search ends after a few steps, and a key not found by then counts as new: the equation holds for a key that occurs
/// under two numbers too, so that chosen keys cannot make the search long. Threads: one at a time.
/// </remarks>
internal sealed class KeyIndex(int capacity)
{
    private const int MaxSteps = 8;

    // Twice the keys, so that a search seldom goes past the first place.
    private readonly int[] _places = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity) * 2];
    private readonly ulong _factor = RandomFactor();

    /// <summary>Forgets all keys: called before every group.</summary>
    internal void Clear() => Array.Clear(_places);

    /// <summary>
    /// The number of the 32-byte key among the distinct ones, which lie in <paramref name="distinct"/> by number; a new
    /// key gets the next number and is written there.
    /// </summary>
    internal int NumberOf(ReadOnlySpan<byte> key, Span<byte> distinct, ref int count)
    {
        int mask = _places.Length - 1;
        int place = (int)((MemoryMarshal.Read<ulong>(key) * _factor) >> 32) & mask;
        for (int step = 0; step < MaxSteps; step++, place = (place + 1) & mask)
        {
            int number = _places[place] - 1;
            if (number < 0)
            {
                _places[place] = count + 1;
                break;
            }

            if (distinct.Slice(number * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes).SequenceEqual(key))
                return number;
        }

        key.CopyTo(distinct[(count * Ed25519.PublicKeyBytes)..]);
        return count++;
    }

    private static ulong RandomFactor()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return MemoryMarshal.Read<ulong>(random) | 1;
    }
}
