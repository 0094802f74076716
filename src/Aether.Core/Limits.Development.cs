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

        /// <summary>Most snapshots that are kept.</summary>
        public const int MaxSnapshots = 64;

        /// <summary>Free space that a snapshot leaves.</summary>
        public const long SnapshotReserveBytes = 256L << 20;

        /// <summary>How long a snapshot waits for the chain to stand still.</summary>
        public const int StandstillMs = 10_000;

        /// <summary>Most bytes of a dumped state: what one answer holds in base64.</summary>
        public const int MaxDumpBytes = Rpc.MaxResponseBytes / 4 * 3 - 1_024;

        /// <summary>Most bytes that a loaded state unpacks to.</summary>
        public const long MaxLoadedBytes = 4L << 30;

        /// <summary>Most files in a loaded state.</summary>
        public const int MaxLoadedFiles = 10_000;
    }
}
