namespace Aether.Node.Feed;

/// <summary>Where a reader begins.</summary>
internal readonly record struct FeedStart
{
    /// <summary>The text of a cursor; wins over <see cref="Height"/>.</summary>
    public string? Cursor { get; private init; }

    /// <summary>The first height, negative to count from the head; null for what comes after the head.</summary>
    public long? Height { get; private init; }

    /// <summary>Whatever comes after the head as it is now; after the final head for readers of final blocks.</summary>
    public static FeedStart Head => default;

    /// <summary>Right after the event of a cursor.</summary>
    public static FeedStart After(string cursor) => new() { Cursor = cursor };

    /// <summary>
    /// A height, inclusive; one above the head is waited for. Below zero: so many blocks before the head, at the
    /// earliest block 0.
    /// </summary>
    public static FeedStart At(long height) => new() { Height = height };
}
