namespace Aether.Core;

/// <summary>Bounds of a node that joins.</summary>
public static partial class Limits
{
    /// <summary>A node that is new, or was away.</summary>
    public static class Joining
    {
        /// <summary>Time to wait for a first peer before a node goes on alone.</summary>
        public const long NoPeersMs = 10_000;

        /// <summary>Time without progress after which a node goes on with what it has.</summary>
        public const long NoOffersMs = 15_000;

        /// <summary>Age up to which a chain may be one that is about to begin.</summary>
        public const ulong YoungMs = 10 * 60 * 1_000;

        /// <summary>Blocks behind its peers at which a node's pipeline takes over.</summary>
        public const ulong HandOverBlocks = 8;

        /// <summary>
        /// Time after a start without knowledge of what was signed before, of which blocks must be final before
        /// anything is signed: more than clocks differ.
        /// </summary>
        public const long AbstentionMs = 30_000;

        /// <summary>Requests of peers that wait for the disk.</summary>
        public const int MaxServed = 16;

        /// <summary>Of those, one peer's.</summary>
        public const int MaxServedOfPeer = Sync.MaxOutstanding;

        /// <summary>Bytes of answers that wait to be judged; more are dropped.</summary>
        public const long MaxWaitingBytes = 128L * 1024 * 1024;
    }
}
