namespace Aether.Core;

/// <content>Peers: connections, discovery and what is fetched.</content>
public static partial class Limits
{
    /// <summary>Who a node is connected with.</summary>
    public static class Peers
    {
        /// <summary>Most addresses of one record.</summary>
        public const int MaxAddresses = 4;

        /// <summary>Largest encoded record: 322 bytes with four IPv6 addresses and a binding.</summary>
        public const int MaxRecordBytes = 512;

        /// <summary>Longest message of a handshake.</summary>
        public const int MaxHelloBytes = 1_024;

        /// <summary>Most connections that others made, besides reserved ones and visits.</summary>
        public const int MaxInbound = 64;

        /// <summary>Those of them that only peers with stake get: 80 %.</summary>
        public const int MaxStakedInbound = MaxInbound * 8 / 10;

        /// <summary>Most connections of this node's choice, besides reserved ones.</summary>
        public const int MaxOutbound = 32;

        /// <summary>Most connections kept for validators and for peers that the operator named.</summary>
        public const int MaxReserved = 256;

        /// <summary>Most connections that may only ask for peers.</summary>
        public const int MaxVisits = 32;

        /// <summary>Most connections whose handshake is not done.</summary>
        public const int MaxGreetings = 50;

        /// <summary>Most connections of all kinds.</summary>
        public const int MaxConnections = MaxInbound + MaxOutbound + MaxReserved + MaxVisits + MaxGreetings;

        /// <summary>Most connections with addresses of one group: an IPv4 /24 or an IPv6 /48.</summary>
        public const int MaxPerGroup = 4;

        /// <summary>Most connections with one peer; two only until one of them is chosen.</summary>
        public const int MaxPerPeer = 2;

        /// <summary>New connections of one address in a second.</summary>
        public const int NewPerAddressPerSecond = 10;

        /// <summary>New connections of all addresses in a second.</summary>
        public const int NewPerSecond = 100;

        /// <summary>Addresses whose new connections are counted.</summary>
        public const int MaxCountedAddresses = 1_024;

        /// <summary>Time for a handshake.</summary>
        public const long HandshakeMs = 3_000;

        /// <summary>Time of a connection that may only ask for peers.</summary>
        public const long VisitMs = 5_000;

        /// <summary>Time that such a connection has for sure: a handshake and an answer over a slow link.</summary>
        public const long VisitServedMs = 1_500;

        /// <summary>Time after which a peer that was quiet is asked whether it is there.</summary>
        public const long PingMs = 10_000;

        /// <summary>Time after which a peer that is quiet is given up.</summary>
        public const long IdleMs = 30_000;

        /// <summary>Records of peers that a node may dial.</summary>
        public const int MaxKnown = 2_048;

        /// <summary>Those of them in one group.</summary>
        public const int MaxKnownPerGroup = 4;

        /// <summary>Those of them that peers of one group told of and with whom no handshake succeeded.</summary>
        public const int MaxKnownPerSource = 64;

        /// <summary>Records of one validator.</summary>
        public const int MaxPerValidator = 2;

        /// <summary>Peers that are dialled first after a restart.</summary>
        public const int MaxAnchors = 4;

        /// <summary>Dials at a time.</summary>
        public const int MaxDials = 16;

        /// <summary>Banned peers remembered, and banned addresses.</summary>
        public const int MaxBans = 4_096;

        /// <summary>Peers that the operator names.</summary>
        public const int MaxNamed = 64;

        /// <summary>Messages kept of a connection whose handshake is not done.</summary>
        public const int MaxEarlyMessages = 16;

        /// <summary>Bytes of them.</summary>
        public const int MaxEarlyBytes = 64 * 1024;
    }

    /// <summary>How a node finds others.</summary>
    public static class Discovery
    {
        /// <summary>Nodes of one distance, and records of an answer.</summary>
        public const int BucketNodes = 16;

        /// <summary>Nodes of one distance in one group of addresses.</summary>
        public const int MaxPerBucketGroup = 2;

        /// <summary>Nodes of all distances in one group of addresses.</summary>
        public const int MaxPerGroup = 8;

        /// <summary>Nodes of one distance that wait for a place.</summary>
        public const int MaxReplacements = 4;

        /// <summary>Nodes that a search asks at a time.</summary>
        public const int Parallel = 3;

        /// <summary>Nodes that a search knows of.</summary>
        public const int MaxCandidates = 64;

        /// <summary>Searches at a time.</summary>
        public const int MaxLookups = 3;

        /// <summary>Nodes asked or looked after at a time.</summary>
        public const int MaxQueries = 12;

        /// <summary>Time for a connection and an answer.</summary>
        public const long QueryMs = 8_000;

        /// <summary>Time between searches.</summary>
        public const long RefreshMs = 60_000;

        /// <summary>The same while few nodes are known.</summary>
        public const long EagerRefreshMs = 2_000;

        /// <summary>Time between looks at nodes that were only told of.</summary>
        public const long LookMs = 500;

        /// <summary>Known nodes that are asked for others as fast at first.</summary>
        public const int EagerAsks = 120;

        /// <summary>Time between such questions after that.</summary>
        public const long AskMs = 15_000;

        /// <summary>Nodes that were only told of.</summary>
        public const int MaxHeard = 512;

        /// <summary>Those of them that peers of one group told of.</summary>
        public const int MaxHeardPerSource = 32;

        /// <summary>First searches that follow each other as fast, however many are known.</summary>
        public const int EagerSearches = 12;

        /// <summary>Time after which a node that was not heard of is looked after.</summary>
        public const long StaleMs = 10 * 60_000;

        /// <summary>Times that a node may be out of reach.</summary>
        public const int MaxFailures = 2;

        /// <summary>Longest answer.</summary>
        public const int MaxAnswerBytes = 4 + (BucketNodes * Peers.MaxRecordBytes);
    }

    /// <summary>Blocks, snapshots and proofs that nodes fetch from each other.</summary>
    public static class Sync
    {
        /// <summary>Most headers or payloads of an answer.</summary>
        public const int MaxBlocks = Consensus.MaxBlocksPerRequest;

        /// <summary>Own requests that a peer has at a time.</summary>
        public const int MaxOutstanding = 4;

        /// <summary>Time for an answer.</summary>
        public const long RequestMs = 5_000;

        /// <summary>Time that a slow peer is left alone the first time; doubles.</summary>
        public const long AsideMs = 5_000;

        /// <summary>A request that gets no answer within this time was refused; later, its peer is slow.</summary>
        public const long RefusalMs = 2_000;

        /// <summary>Time that a peer that refused is left alone the first time; doubles.</summary>
        public const long RefusedAsideMs = 250;

        /// <summary>Headers whose payloads are on their way.</summary>
        public const int MaxWindow = 512;

        /// <summary>Bytes of those payloads: sixteen of the largest.</summary>
        public const long MaxWindowBytes = 16L * Block.MaxPayloadBytes;

        /// <summary>Bytes of payloads asked for together; one payload may be longer.</summary>
        public const int MaxAskedBytes = 3 * 1024 * 1024;

        /// <summary>Blocks handed over and not yet applied.</summary>
        public const int MaxAhead = 128;

        /// <summary>Bytes that a node gives in a second.</summary>
        public const long ServedPerSecond = 32L * 1024 * 1024;

        /// <summary>Bytes that it gives one peer in a second.</summary>
        public const long ServedPerPeerPerSecond = 4L * 1024 * 1024;

        /// <summary>Peers whose budgets are kept.</summary>
        public const int MaxServedPeers = 1_024;

        /// <summary>Snapshots that a node offers.</summary>
        public const int MaxOffers = 4;

        /// <summary>Bytes of a manifest in one answer.</summary>
        public const int MaxManifestPart = 1024 * 1024;

        /// <summary>Proofs of epochs in one answer.</summary>
        public const int MaxEpochProofs = 16;

        /// <summary>Time to hear several offers before one is chosen.</summary>
        public const long OfferMs = 1_000;

        /// <summary>Time after which peers are asked for offers again.</summary>
        public const long RefreshMs = 15_000;
    }
}
