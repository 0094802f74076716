namespace Aether.Node.Feed;

/// <summary>Why a place on the chain cannot be read from here, with all a client needs to go on.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="OldestBlock">Lowest height whose block is kept here.</param>
/// <param name="FinalHeight">Height of the final head here.</param>
/// <param name="Restart">
/// Where to go on after undoing, by the client itself, all above its last final block; null when there is no such place
/// here.
/// </param>
internal sealed record FeedRefusal(
    FeedRefusalKind Kind, string Detail, ulong OldestBlock, ulong FinalHeight, FeedCursor? Restart = null);
