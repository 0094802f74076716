namespace Aether.Core;

/// <summary>Limits of what carries blocks.</summary>
public static partial class Limits
{
    /// <summary>Shreds of blocks, and the trees that carry them.</summary>
    public static class Shred
    {
        /// <summary>Largest shred: it fits a QUIC datagram of a path that carries 1,200 bytes.</summary>
        public const int MaxBytes = 1_136;

        /// <summary>How far ahead of the current view a shred is kept.</summary>
        public const ulong MaxFutureViews = 2;

        /// <summary>Views behind the final one whose shreds are still served.</summary>
        public const ulong KeptViews = 8;

        /// <summary>Distinct signed headers kept for one set; the second proves equivocation.</summary>
        public const int MaxVariants = 2;

        /// <summary>Most blocks of which shreds are kept, one for each view and proposer.</summary>
        public const int MaxBlocks = 64;

        /// <summary>Most bytes of kept shreds.</summary>
        public const long MaxStoredBytes = 192L * 1024 * 1024;

        /// <summary>Children of a node of the tree, unless configured.</summary>
        public const int FanOut = 200;

        /// <summary>Failed signature checks of a sender between two ticks, then its unknown sets are dropped.</summary>
        public const int MaxBadSignatures = 16;
    }
}
