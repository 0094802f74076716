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
    private const int Ahead = 8;

    // Open addressing over twice as many places as tags; zero marks a free one.
    private readonly ulong[] _table;
    private readonly ulong[] _order;
    private readonly UInt128 _key;
    private int _next;

    /// <summary>Creates a cache of a power-of-two capacity with a random 128-bit key from the caller.</summary>
    public TagCache(int capacity, UInt128 key)
    {
        Check.That(capacity >= 2 && BitOperations.IsPow2(capacity) && key != 0);
        _table = new ulong[2 * capacity];
        _order = new ulong[capacity];
        _key = key;
    }

    /// <summary>Identifiers held.</summary>
    public int Count { get; private set; }

    /// <summary>True when the identifier was inserted and not yet forgotten.</summary>
    public bool Contains(Hash256 identifier) => _table[Find(TagOf(identifier))] != 0;

    /// <summary>Fetches what <see cref="Contains"/> and <see cref="Insert"/> will read for an identifier.</summary>
    public void Prefetch(in Hash256 identifier) => Fetch.Element(_table, HomeOf(TagOf(identifier)));

    /// <summary>Remembers an identifier; false when it was there already.</summary>
    public bool Insert(Hash256 identifier)
    {
        ulong tag = TagOf(identifier);
        int place = Find(tag);
        if (_table[place] != 0)
        {
            return false;
        }
        _table[place] = tag;
        if (_order[_next] != 0)
        {
            Remove(_order[_next]);
        }
        else
        {
            Count++;
        }
        _order[_next] = tag;
        _next = (_next + 1) & (_order.Length - 1);
        // The one to be forgotten in a while.
        Fetch.Element(_table, HomeOf(_order[(_next + Ahead) & (_order.Length - 1)]));
        return true;
    }

    // The place of a tag, or the free one where it would go. One place in two is free: the walk ends.
    private int Find(ulong tag)
    {
        int place = HomeOf(tag);
        while (_table[place] != 0 && _table[place] != tag)
        {
            place = (place + 1) & (_table.Length - 1);
        }
        return place;
    }

    // Tags that passed over the freed place on the way from their home come back to it, so that no walk ends early.
    private void Remove(ulong tag)
    {
        int free = Find(tag);
        int mask = _table.Length - 1;
        for (int place = (free + 1) & mask; _table[place] != 0; place = (place + 1) & mask)
        {
            int walked = (place - HomeOf(_table[place])) & mask;
            if (walked >= ((place - free) & mask))
            {
                _table[free] = _table[place];
                free = place;
            }
        }
        _table[free] = 0;
    }

    private int HomeOf(ulong tag) => (int)(tag >> 33) & (_table.Length - 1);

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
