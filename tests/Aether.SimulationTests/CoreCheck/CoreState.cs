namespace Aether.SimulationTests.CoreCheck;

/// <summary>A state of the whole: the blocks shown so far and three honest validators in ascending order.</summary>
/// <param name="Blocks">One byte for each view and slot: the block there, zero for none.</param>
/// <param name="First">Number of a validator's state.</param>
/// <param name="Second">The next.</param>
/// <param name="Third">The last.</param>
internal readonly record struct CoreState(ulong Blocks, int First, int Second, int Third)
{
    /// <summary>A validator's state.</summary>
    public int this[int index] => index switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };

    /// <summary>The block at a position, which is twice the view before it, plus the slot.</summary>
    public int BlockAt(int position) => (int)(Blocks >> (8 * position)) & 0xFF;

    /// <summary>The same with another block.</summary>
    public CoreState WithBlock(int position, int block) =>
        this with { Blocks = Blocks | ((ulong)block << (8 * position)) };

    /// <summary>The same with one validator in another state, in canonical order.</summary>
    public CoreState With(int index, int voter)
    {
        int first = index == 0 ? voter : First;
        int second = index == 1 ? voter : Second;
        int third = index == 2 ? voter : Third;
        (first, second) = (Math.Min(first, second), Math.Max(first, second));
        (second, third) = (Math.Min(second, third), Math.Max(second, third));
        (first, second) = (Math.Min(first, second), Math.Max(first, second));
        return new CoreState(Blocks, first, second, third);
    }

    /// <summary>64 bits that depend on every bit of the state.</summary>
    public ulong Fingerprint()
    {
        ulong hash = Mix(Blocks);
        hash = Mix(hash ^ (((ulong)First << 32) | (uint)Second));
        return Mix(hash ^ (uint)Third);
    }

    private static ulong Mix(ulong word)
    {
        ulong hash = (word ^ 0x9E3779B97F4A7C15) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
