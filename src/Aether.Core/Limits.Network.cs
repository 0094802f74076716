namespace Aether.Core;

/// <summary>Limits of what nodes send each other.</summary>
public static partial class Limits
{
    /// <summary>
    /// Queues between a transport and its node: one for each channel, so that votes never wait behind transactions.
    /// </summary>
    public static class Network
    {
        /// <summary>Most consensus messages waiting; above it the newest is refused and counted.</summary>
        public const int MaxConsensusMessages = 4_096;

        /// <summary>Most consensus bytes waiting: eight proposals of the largest size.</summary>
        public const long MaxConsensusBytes = 8L * Consensus.MaxMessageBytes;

        /// <summary>Most transaction messages waiting; above it the oldest is dropped and counted.</summary>
        public const int MaxTransactionMessages = 8_192;

        /// <summary>Most transaction bytes waiting.</summary>
        public const long MaxTransactionBytes = 32L * 1024 * 1024;

        /// <summary>Longest message of a class that carries no blocks, on a stream between two peers.</summary>
        public const int MaxMessageBytes = 1024 * 1024;

        /// <summary>Longest message of proposals: one with the largest payload.</summary>
        public const int MaxProposalBytes = Consensus.MaxMessageBytes;

        /// <summary>Longest request that one peer sends another.</summary>
        public const int MaxRequestBytes = 64 * 1024;

        /// <summary>Longest answer: blocks or a part of a snapshot.</summary>
        public const int MaxResponseBytes = 4 * 1024 * 1024;

        /// <summary>Connections of one endpoint: 64 inbound, 32 outbound and as many kept for validators.</summary>
        public const int MaxPeerConnections = 128;

        /// <summary>Inbound handshakes under way; above it newcomers are dropped.</summary>
        public const int MaxHalfOpenHandshakes = 256;

        /// <summary>Inbound handshakes under way from which on newcomers prove their address first.</summary>
        public const int RetryHalfOpenHandshakes = 50;

        /// <summary>Inbound handshakes per second from one IPv4 address or IPv6 /64.</summary>
        public const int HandshakesPerSecondOfAddress = 10;

        /// <summary>Inbound handshakes per second.</summary>
        public const int HandshakesPerSecond = 100;

        /// <summary>A handshake takes no longer.</summary>
        public const int HandshakeTimeoutMs = 3_000;

        /// <summary>A connection on which nothing comes for this long is over.</summary>
        public const int IdleTimeoutMs = 30_000;

        /// <summary>
        /// A silent connection is asked for a sign of life after this long: three tries before it is idle.
        /// </summary>
        public const int KeepAliveMs = 10_000;

        /// <summary>An answer comes within this time, or the request failed.</summary>
        public const int RequestTimeoutMs = 5_000;

        /// <summary>
        /// A peer that takes nothing of what waits for it for this long is closed: at a message of the largest size
        /// that is a path of 6.4 Mbit/s, and an answer that takes half as long has failed.
        /// </summary>
        public const int StalledMs = 10_000;

        /// <summary>
        /// Requests a second that one peer takes back; those that this node answers late are among them.
        /// </summary>
        public const int CancelledRequestsPerSecond = 20;

        /// <summary>Such requests at once; above both the connection ends.</summary>
        public const int CancelledRequestBurst = 128;

        /// <summary>Requests of one side that wait for their answers on one connection.</summary>
        public const int MaxRequestsInFlight = 16;

        /// <summary>Bytes of one stream that its receiver has not allowed to be followed by more.</summary>
        public const int StreamWindowBytes = 1024 * 1024;

        /// <summary>Bytes of one connection that its receiver has not allowed to be followed by more.</summary>
        public const int ConnectionWindowBytes = 8 * 1024 * 1024;

        /// <summary>
        /// Memory of received messages of one connection that wait for the node; from here on the peer gets no credit.
        /// </summary>
        public const long HoldReceivedBytes = 4L * 1024 * 1024;

        /// <summary>
        /// Memory of received messages of one connection above which it is closed. Within its window a peer reaches it
        /// only by messages of less than a hundred bytes, each of which costs a block of 512.
        /// </summary>
        public const long MaxReceivedBytesOfPeer = 48L * 1024 * 1024;

        /// <summary>
        /// Memory of received messages of all connections, above which the greatest holder is closed.
        /// </summary>
        public const long MaxReceivedBytes = 256L * 1024 * 1024;

        /// <summary>
        /// Memory of messages of one class that wait to be sent on one connection or to be acknowledged.
        /// </summary>
        public const long MaxQueuedBytesOfClass = 8L * 1024 * 1024;

        /// <summary>Memory of requests and answers that wait on one connection: four of the longest answers.</summary>
        public const long MaxQueuedAnswerBytes = 4L * MaxResponseBytes;

        /// <summary>Memory of messages of all connections that wait to be sent or to be acknowledged.</summary>
        public const long MaxQueuedBytes = 256L * 1024 * 1024;

        /// <summary>
        /// Datagrams that wait to be sent on one connection: what a leader of 2 MB hands to each of two relays.
        /// </summary>
        public const int MaxQueuedDatagrams = 4_096;

        /// <summary>Memory of datagrams that wait for a connection, and of those that wait for the node.</summary>
        public const int DatagramRingBytes = 16 * 1024 * 1024;

        /// <summary>
        /// Datagrams a second of one peer: a block of 4 MB with as much parity each half second. Those above are lost.
        /// </summary>
        public const int DatagramsPerSecond = 20_000;

        /// <summary>Datagrams at once of one peer.</summary>
        public const int DatagramBurst = DatagramsPerSecond;

        /// <summary>Longest datagram: what fits a packet of 1,200 bytes beside its headers.</summary>
        public const int MaxDatagramBytes = 1_150;

        /// <summary>Calls that wait for the transport's thread. A power of two.</summary>
        public const int MaxPeerCommands = 16_384;

        /// <summary>
        /// Events that wait for the node before datagrams are dropped; messages wait for room. A power of two.
        /// </summary>
        public const int MaxPeerEvents = 16_384;

        /// <summary>
        /// Consensus messages a second of one validator. An honest one sends a few dozen for each slot, and a few
        /// hundred while another catches up.
        /// </summary>
        public const int ConsensusMessagesPerSecond = 1_000;

        /// <summary>Consensus messages at once of one validator: what a queue holds.</summary>
        public const int ConsensusMessageBurst = MaxConsensusMessages;

        /// <summary>
        /// Consensus bytes a second of one validator: a proposal of 2 MB for each half second is an eighth of it.
        /// </summary>
        public const int ConsensusBytesPerSecond = 32 * 1024 * 1024;

        /// <summary>Consensus bytes at once of one validator: answers to one that catches up.</summary>
        public const int ConsensusByteBurst = 64 * 1024 * 1024;

        /// <summary>Transactions a second of one validator; those above are dropped, and it stays connected.</summary>
        public const int TransactionsPerSecond = 10_000;

        /// <summary>Transactions at once of one validator.</summary>
        public const int TransactionBurst = 2 * TransactionsPerSecond;

        /// <summary>Bytes of transactions a second of one validator.</summary>
        public const int TransactionBytesPerSecond = 16 * 1024 * 1024;

        /// <summary>Bytes of transactions at once of one validator.</summary>
        public const int TransactionByteBurst = 32 * 1024 * 1024;

        /// <summary>Messages a second that only a faulty validator sends, above which its connection ends.</summary>
        public const int OffencesPerSecond = 1;

        /// <summary>Such messages at once: a validator with a bug is no attacker yet.</summary>
        public const int OffenceBurst = 16;

        /// <summary>A validator whose connection ended for its traffic is refused so long; doubled each time.</summary>
        public const int FirstRefusalMs = 1_000;

        /// <summary>The longest such time: a validator must be able to come back.</summary>
        public const int LongestRefusalMs = 60_000;

        /// <summary>After so long without a new refusal the next is the first again.</summary>
        public const int ForgetRefusalsMs = 10 * 60_000;

        /// <summary>The kernel's buffers of a UDP socket, each way, as far as it gives them.</summary>
        public const int SocketBufferBytes = 8 * 1024 * 1024;
    }
}
