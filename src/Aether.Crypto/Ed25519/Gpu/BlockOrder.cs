namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>
/// Counting sort of messages by the number of SHA-512 blocks of R, A and the message, so that the threads of a warp
/// run the same number of rounds.
/// </summary>
/// <remarks>
/// Use: <see cref="Count"/> every item, <see cref="Start"/> once, then <see cref="Take"/> every item in the same
/// sequence. Shape: <c>space</c> is <see cref="Bins"/> x 2 numbers: items, then message bytes of each bin.
/// Cost: no allocation. Stable.
/// </remarks>
internal readonly ref struct BlockOrder
{
    /// <summary>Bins; messages of more blocks share the last one, where they keep their sequence.</summary>
    internal const int Bins = 64;

    // SHA-512: blocks of 128 bytes; padding of one byte and a 16-byte length; R and A before the message.
    private const int BlockBytes = 128;
    private const int OverheadBytes = 64 + 17;

    private readonly Span<int> _items;
    private readonly Span<int> _bytes;

    internal BlockOrder(Span<int> space)
    {
        space.Clear();
        _items = space[..Bins];
        _bytes = space.Slice(Bins, Bins);
    }

    /// <summary>SHA-512 blocks for a message of the given length.</summary>
    internal static int BlocksOf(int messageBytes) =>
        (int)(((long)messageBytes + OverheadBytes + BlockBytes - 1) / BlockBytes);

    internal void Count(int messageBytes)
    {
        int bin = BinOf(messageBytes);
        _items[bin]++;
        _bytes[bin] += messageBytes;
    }

    /// <summary>Turns the counts into the first place of each bin.</summary>
    internal void Start()
    {
        int items = 0;
        int bytes = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            (_items[bin], items) = (items, items + _items[bin]);
            (_bytes[bin], bytes) = (bytes, bytes + _bytes[bin]);
        }
    }

    /// <summary>The place of the next item: its position and the offset of its message.</summary>
    internal int Take(int messageBytes, out int messageStart)
    {
        int bin = BinOf(messageBytes);
        messageStart = _bytes[bin];
        _bytes[bin] += messageBytes;
        return _items[bin]++;
    }

    private static int BinOf(int messageBytes) => Math.Min(BlocksOf(messageBytes), Bins) - 1;
}
