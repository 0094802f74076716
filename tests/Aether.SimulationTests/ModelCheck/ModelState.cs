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

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ulong hash = Blocks * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 29) ^ First) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 32) ^ Second) * 0x94D049BB133111EB;
        hash = (hash ^ (hash >> 31) ^ Third) * 0xD6E8FEB86659FD93;
        return (int)(hash >> 32);
    }
}
