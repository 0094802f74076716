using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>Numbers by the hash of what they number.</summary>
/// <remarks>
/// Open addressing with one free place in two: a hash and its number are eight bytes, so that finding one touches a
/// single line of the cache, which can be fetched before it is asked for. Numbers may share a hash; whoever asks knows
/// what he means. <b>Threads</b>: one at a time. <b>Cost</b>: constant; no allocation once it has grown.
/// </remarks>
internal sealed class HashIndex
{
    // The hash above the number counted from 1; zero is a free place.
    private ulong[] _places = new ulong[128];

    /// <summary>Numbers in here.</summary>
    public int Count { get; private set; }

    /// <summary>The hash of an identifier: nobody can choose identifiers that share it.</summary>
    public static uint HashOf(in Hash256 identifier) => (uint)identifier.GetHashCode();

    /// <summary>Fetches what <see cref="Home"/> and <see cref="TryNext"/> of this hash will read.</summary>
    public void Prefetch(uint hash) => Fetch.Element(_places, Home(hash));

    /// <summary>Where a walk over the numbers of a hash begins.</summary>
    public int Home(uint hash) => (int)(hash & ((uint)_places.Length - 1));

    /// <summary>The next number of a walk; false at its end.</summary>
    public bool TryNext(uint hash, ref int place, out int number)
    {
        ulong[] places = _places;
        while (places[place] is not 0 and ulong here)
        {
            place = (place + 1) & (places.Length - 1);
            if ((uint)(here >> 32) == hash)
            {
                number = (int)(uint)here - 1;
                return true;
            }
        }
        number = -1;
        return false;
    }

    /// <summary>Adds a number that is not in here.</summary>
    public void Add(uint hash, int number)
    {
        Check.That(number >= 0);
        if (2 * ++Count > _places.Length)
        {
            Grow();
        }
        Put(PlaceOf(hash, number));
    }

    /// <summary>Takes out a number that is in here.</summary>
    public void Remove(uint hash, int number)
    {
        ulong[] places = _places;
        int mask = places.Length - 1;
        int free = Home(hash);
        for (ulong wanted = PlaceOf(hash, number); places[free] != wanted; free = (free + 1) & mask)
        {
            Check.That(places[free] != 0);
        }
        // What passed over the freed place on the way from its home comes back to it, so that no walk ends early.
        for (int place = (free + 1) & mask; places[place] != 0; place = (place + 1) & mask)
        {
            int walked = (place - Home((uint)(places[place] >> 32))) & mask;
            if (walked >= ((place - free) & mask))
            {
                places[free] = places[place];
                free = place;
            }
        }
        places[free] = 0;
        Count--;
    }

    private static ulong PlaceOf(uint hash, int number) => ((ulong)hash << 32) | (uint)(number + 1);

    private void Put(ulong item)
    {
        int place = Home((uint)(item >> 32));
        while (_places[place] != 0)
        {
            place = (place + 1) & (_places.Length - 1);
        }
        _places[place] = item;
    }

    private void Grow()
    {
        ulong[] before = _places;
        _places = new ulong[2 * before.Length];
        foreach (ulong item in before)
        {
            if (item != 0)
            {
                Put(item);
            }
        }
    }
}
