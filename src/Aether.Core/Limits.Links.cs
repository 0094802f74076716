namespace Aether.Core;

/// <content>A node among peers that it chose itself.</content>
public static partial class Limits
{
    /// <summary>What carries consensus between nodes that find each other.</summary>
    public static class Links
    {
        /// <summary>Numbers of peers for the pipeline; the first is this node's.</summary>
        public const int Slots = 128;

        /// <summary>Blocks that a peer without stake may ask for in a second, by hash or by height.</summary>
        public const int BlocksPerSecondOfStranger = 16;

        /// <summary>Those it may ask for at once: two ranges.</summary>
        public const int BlockBurstOfStranger = 2 * Consensus.MaxBlocksPerRequest;

        /// <summary>Blocks that all peers without stake may ask for in a second.</summary>
        public const int BlocksPerSecondOfStrangers = 128;

        /// <summary>Those they may ask for at once.</summary>
        public const int BlockBurstOfStrangers = 4 * Consensus.MaxBlocksPerRequest;

        /// <summary>Answers that may be under way from one peer.</summary>
        public const int MaxAskedBlocks = 1_024;

        /// <summary>Own messages whose repetition goes to validators alone.</summary>
        public const int MaxPublished = 1_024;

        /// <summary>Actions posted to the network's thread that wait.</summary>
        public const int MaxPosted = 16_384;
    }
}
