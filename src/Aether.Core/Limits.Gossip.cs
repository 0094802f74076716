namespace Aether.Core;

/// <content>Gossip between peers.</content>
public static partial class Limits
{
    /// <summary>Gossip: what one node keeps for all peers, and what one peer may make it do.</summary>
    public static class Gossip
    {
        /// <summary>Most connected peers that gossip serves. A multiple of 64: sets of peers are bitmaps.</summary>
        public const int MaxPeers = 512;

        /// <summary>Longest control frame.</summary>
        public const int MaxFrameBytes = Network.MaxMessageBytes;

        /// <summary>Most entries of a control frame.</summary>
        public const int MaxFrameEntries = 512;

        /// <summary>Most ids of one entry: 100 KB.</summary>
        public const int MaxIdsPerEntry = 5_000;

        /// <summary>Largest vote or timeout, or certificate of them: each group of a timeout has a bitmap.</summary>
        public const int MaxVoteBytes = Block.MaxHeaderBytes;

        /// <summary>Largest message about shreds: one packet.</summary>
        public const int MaxShredBytes = 1_232;

        /// <summary>Most entries of ids that a peer may show in a heartbeat; further ones are ignored.</summary>
        public const int MaxHaveEntries = 10;

        /// <summary>Most ids in them.</summary>
        public const int MaxHaveIds = 5_000;

        /// <summary>
        /// Most messages that a peer is asked for in a heartbeat. It may ask for twice as many: two of its heartbeats
        /// can fall into one of this node.
        /// </summary>
        public const int MaxWantIds = 500;

        /// <summary>Most bytes of messages that a peer may ask for in a heartbeat.</summary>
        public const int MaxWantBytes = 4 * Network.MaxMessageBytes;

        /// <summary>How often a peer may ask for one message.</summary>
        public const int MaxResends = 3;

        /// <summary>Most ids that a peer may say it does not want, for each of three heartbeats.</summary>
        public const int MaxDoNotWantIds = 1_024;

        /// <summary>Most messages asked for and not yet come, of all peers.</summary>
        public const int MaxAsked = 8_192;

        /// <summary>Most accepted messages remembered: about 30 MB.</summary>
        public const int MaxSeen = 200_000;

        /// <summary>Most rejected messages remembered, and most ignored ones.</summary>
        public const int MaxRefused = 32_768;

        /// <summary>How long a message is remembered.</summary>
        public const int SeenMs = 120_000;

        /// <summary>Most messages of one topic that wait for validation or are in it.</summary>
        public const int MaxPending = 1_024;

        /// <summary>Most bytes of them.</summary>
        public const int MaxPendingBytes = 16 << 20;

        /// <summary>The share of both that one peer may fill: one of so many.</summary>
        public const int PendingShare = 8;

        /// <summary>Votes, and certificates of them, in validation at a time.</summary>
        public const int VotesInWork = 256;

        /// <summary>How long a validation may take; after that the message counts as ignored.</summary>
        public const int ValidationMs = 30_000;

        /// <summary>Most messages kept to answer peers that ask.</summary>
        public const int MaxCached = 8_192;

        /// <summary>Most bytes of them.</summary>
        public const int MaxCachedBytes = 32 << 20;

        /// <summary>Shortest and longest time for which a peer may refuse to be in a mesh.</summary>
        public const int MinBackoffMs = 1_000;

        /// <summary>See <see cref="MinBackoffMs"/>.</summary>
        public const int MaxBackoffMs = 3_600_000;

        /// <summary>Most peers whose faults are remembered after they went.</summary>
        public const int MaxRetained = 1_024;

        /// <summary>Most transactions announced in one entry.</summary>
        public const int MaxAnnouncedIds = 4_096;

        /// <summary>Most announced transactions that a node means to pull, of all peers.</summary>
        public const int MaxWanted = 16_384;

        /// <summary>Most of them that one peer announced first.</summary>
        public const int MaxWantedPerPeer = 4_096;

        /// <summary>Most transactions asked of one peer at a time.</summary>
        public const int MaxPulls = 256;

        /// <summary>Most transactions that a peer may ask for in a heartbeat: 10,000 a second.</summary>
        public const int MaxPulledIds = 8_192;

        /// <summary>Most recent transactions kept for peers that pull.</summary>
        public const int MaxKeptTransactions = 16_384;

        /// <summary>Most bytes of them.</summary>
        public const int MaxKeptTransactionBytes = 32 << 20;

        /// <summary>Transactions taken from one peer in a second; further ones are dropped.</summary>
        public const int TransactionsPerSecond = 500;
    }
}
