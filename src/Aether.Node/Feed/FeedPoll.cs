namespace Aether.Node.Feed;

/// <summary>What a reader has to say.</summary>
internal enum FeedPoll
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>Nothing before the chain moves.</summary>
    Waiting,

    /// <summary>The reader cannot go on; it says why, and every further call says the same.</summary>
    Refused,
}
