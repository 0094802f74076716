namespace Aether.SimulationTests.ModelCheck;

/// <summary>A state of the model: the blocks proposed so far and everything three honest validators signed.</summary>
/// <param name="Blocks">One byte for each view and slot: the block there, zero for none.</param>
/// <param name="First">An honest validator, packed by <see cref="ModelVoter"/>.</param>
/// <param name="Second">The next.</param>
/// <param name="Third">The last; zero when there are two.</param>
internal readonly record struct ModelState(ulong Blocks, ulong First, ulong Second, ulong Third)
{
    /// <summary>The packed validator at an index.</summary>
    public ulong this[int index] => index switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };

    /// <summary>
    /// The same state with another validator. Honest validators are alike, so their order is made canonical.
    /// </summary>
    public ModelState With(int index, ulong voter, int honest)
    {
        ulong first = index == 0 ? voter : First;
        ulong second = index == 1 ? voter : Second;
        ulong third = index == 2 ? voter : Third;
        if (first > second)
        {
            (first, second) = (second, first);
        }
        if (honest > 2)
        {
            if (second > third)
            {
                (second, third) = (third, second);
            }
            if (first > second)
            {
                (first, second) = (second, first);
            }
        }
        return this with { First = first, Second = second, Third = third };
    }

    /// <summary>64 bits that depend on every bit of the state.</summary>
    public ulong Fingerprint()
    {
        ulong hash = Absorb(0x9E3779B97F4A7C15, Blocks);
        hash = Absorb(hash, First);
        hash = Absorb(hash, Second);
        return Absorb(hash, Third);
    }

    // The finaliser of MurmurHash3: a bijection, so no word is lost before the next comes in.
    private static ulong Absorb(ulong state, ulong word)
    {
        ulong hash = (state ^ word) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
