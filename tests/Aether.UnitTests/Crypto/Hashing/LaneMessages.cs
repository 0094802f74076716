namespace Aether.UnitTests.Crypto.Hashing;

/// <summary>Messages laid end to end as the lane hashes take them.</summary>
internal sealed class LaneMessages
{
    internal LaneMessages(params int[] lengths)
        : this(1, lengths)
    {
    }

    internal LaneMessages(int seed, int[] lengths)
    {
        Ends = new int[lengths.Length];
        int end = 0;
        for (int index = 0; index < lengths.Length; index++)
        {
            end += lengths[index];
            Ends[index] = end;
        }

        Bytes = new byte[end];
        Prefixes = new byte[lengths.Length * 64];
        Random random = new(seed);
        random.NextBytes(Bytes);
        random.NextBytes(Prefixes);
    }

    internal byte[] Bytes { get; }

    internal byte[] Prefixes { get; }

    internal int[] Ends { get; }

    internal int Count => Ends.Length;

    internal ReadOnlySpan<byte> this[int index] => Bytes.AsSpan((index == 0 ? 0 : Ends[index - 1])..Ends[index]);

    /// <summary>Mixes of lengths that put lanes out of step.</summary>
    internal static IEnumerable<int[]> Mixes()
    {
        for (int count = 0; count <= 40; count++)
            yield return Enumerable.Range(0, count).Select(index => (index * 37) % 300).ToArray();

        int[] oneLong = new int[16];
        oneLong[5] = 1 << 20;
        yield return oneLong;
        oneLong = new int[16];
        oneLong[15] = (1 << 20) + 1;
        yield return oneLong;
        yield return new int[33];

        Random random = new(7);
        for (int round = 0; round < 20; round++)
            yield return Enumerable.Range(0, 64).Select(_ => random.Next(random.Next(1, 3000))).ToArray();
    }
}
