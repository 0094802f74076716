namespace Aether.SimulationTests.ModelCheck;

/// <summary>States that were seen, as 64-bit fingerprints in a flat table with open addressing.</summary>
/// <remarks>
/// 8 bytes a place. Two states of one fingerprint count as one: among <c>n</c> states that happens at all with a
/// probability of <c>n*n / 2^65</c>, which is 1 in 1,900 for 140 million.
/// </remarks>
internal sealed class FingerprintSet
{
    private const int SmallestPlaces = 1 << 12;

    private ulong[] _places = new ulong[SmallestPlaces];

    /// <summary>States in the set.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a state's fingerprint; false when it is there.</summary>
    public bool Add(ulong fingerprint)
    {
        // Zero marks an empty place.
        ulong value = Math.Max(1, fingerprint);
        if (!TryPlace(_places, value))
        {
            return false;
        }
        Count++;
        if (Count > _places.LongLength / 4 * 3)
        {
            Grow();
        }
        return true;
    }

    private static bool TryPlace(ulong[] places, ulong value)
    {
        ulong mask = (ulong)places.LongLength - 1;
        for (ulong at = value & mask; ; at = (at + 1) & mask)
        {
            ulong held = places[at];
            if (held == 0)
            {
                places[at] = value;
                return true;
            }
            if (held == value)
            {
                return false;
            }
        }
    }

    private void Grow()
    {
        ulong[] larger = new ulong[_places.LongLength * 2];
        foreach (ulong value in _places)
        {
            if (value != 0)
            {
                TryPlace(larger, value);
            }
        }
        _places = larger;
    }
}
