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

        /// <summary>Failed signature checks of a sender between two ticks before its new sets are dropped.</summary>
        public const int MaxBadSignatures = 16;

        /// <summary>After how long a set that is not whole is asked for, and asked for again.</summary>
        public const long StallMs = 100;

        /// <summary>
        /// Shortest payload that goes as shreds. A shorter proposal is one flight on a new connection, whose first
        /// window is ten packets: nothing is faster.
        /// </summary>
        public const int MinPayloadBytes = 16 * 1024;

        /// <summary>
        /// Fewest validators for which payloads go as shreds: with fewer the leader's line carries whole ones in less
        /// time than relays take. A payload of 2 MB to 15 others is 24 ms of 10 Gbit/s.
        /// </summary>
        public const int MinValidators = 17;

        /// <summary>Headers of one proposer in one view whose payloads are put together: two show its fault.</summary>
        public const int MaxHeads = 2;

        /// <summary>Bytes of shreds that came before the header of their block.</summary>
        public const int MaxHeldBytes = 8 * 1024 * 1024;

        /// <summary>How long such a shred is kept.</summary>
        public const long HeldMs = 1_000;

        /// <summary>Requests for repair of one block at once.</summary>
        public const int MaxRepairRequests = 64;

        /// <summary>A block of which no shred has come for so long is asked for whole.</summary>
        public const long WholeStallMs = 300;

        /// <summary>A block that is not there so long after its header is asked for whole in any case.</summary>
        public const long WholeAfterMs = 900;

        /// <summary>Times that a block is asked for whole, each time of another peer.</summary>
        public const int MaxWholeRequests = 8;

        /// <summary>Budgets of repair that peers share.</summary>
        public const int MaxRepairPeers = 1_024;

        /// <summary>Shreds that a peer may ask for at once: two blocks of the usual size.</summary>
        public const int RepairBurst = 8_192;

        /// <summary>Shreds that a peer may ask for in a second: 4 MiB.</summary>
        public const int RepairPerSecond = 3_690;

        /// <summary>Most samples of one query.</summary>
        public const int MaxSamples = 64;
    }
}
