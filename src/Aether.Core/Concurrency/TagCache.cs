using System.Numerics;
using System.Runtime.InteropServices;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Core.Concurrency;

/// <summary>Remembers the last N identifiers by a keyed 64-bit tag, oldest forgotten first.</summary>
/// <remarks>
/// The key is secret to the process, so nobody can choose identifiers whose tags collide. Query before an expensive
/// check, insert only after it succeeded: otherwise garbage that shares an identifier could keep the real thing out.
/// <b>Threads</b>: one. A false hit has a chance of N / 2^64.
/// </remarks>
public sealed class TagCache
{
    private readonly HashSet<ulong> _tags;
    private readonly ulong[] _order;
    private readonly UInt128 _key;
    private int _next;

    /// <summary>Creates a cache of a power-of-two capacity with a random 128-bit key from the caller.</summary>
    public TagCache(int capacity, UInt128 key)
    {
        Check.That(capacity >= 2 && BitOperations.IsPow2(capacity) && key != 0);
        _tags = new HashSet<ulong>(capacity);
        _order = new ulong[capacity];
        _key = key;
    }

    /// <summary>Identifiers held.</summary>
    public int Count => _tags.Count;

    /// <summary>True when the identifier was inserted and not yet forgotten.</summary>
    public bool Contains(Hash256 identifier) => _tags.Contains(TagOf(identifier));

    /// <summary>Remembers an identifier; false when it was there already.</summary>
    public bool Insert(Hash256 identifier)
    {
        ulong tag = TagOf(identifier);
        if (!_tags.Add(tag))
        {
            return false;
        }
        if (_order[_next] != 0)
        {
            _tags.Remove(_order[_next]);
        }
        _order[_next] = tag;
        _next = (_next + 1) & (_order.Length - 1);
        return true;
    }

    // Multiply-fold of identifier words with key words: universal for inputs chosen without the key. Zero marks a free
    // place.
    private ulong TagOf(Hash256 identifier)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(identifier.Span);
        ulong low = (ulong)_key;
        ulong high = (ulong)(_key >> 64);
        ulong tag = Fold(words[0] ^ low, words[1] ^ high)
            ^ Fold(words[2] ^ BitOperations.RotateLeft(low, 32), words[3] ^ ~high);
        return tag == 0 ? 1 : tag;
    }

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
