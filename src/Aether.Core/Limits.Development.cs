namespace Aether.Core;

/// <content>Chains for development.</content>
public static partial class Limits
{
    /// <summary>What a chain for development can be told.</summary>
    public static class Development
    {
        /// <summary>Most blocks that one call makes: some seconds of work.</summary>
        public const int MaxBlocks = 1_000;

        /// <summary>Most that its clock is ahead of the real one: a century, so that no date overflows.</summary>
        public const long MaxAheadMs = 100L * 365 * 24 * 3_600 * 1_000;
    }
}
