namespace Aether.Core;

/// <content>Metrics and traces.</content>
public static partial class Limits
{
    /// <summary>What a node measures of itself, and how it is read.</summary>
    public static class Telemetry
    {
        /// <summary>Most time series of one node; labels come from fixed sets, so it is never reached.</summary>
        public const int MaxSeries = 2_000;

        /// <summary>Bytes after which a file of the flight record is full; there are two.</summary>
        public const long FlightFileBytes = 4 << 20;

        /// <summary>Between two records of the metrics.</summary>
        public const int FlightIntervalMs = 1_000;

        /// <summary>Connections to the metrics endpoint.</summary>
        public const int MaxConnections = 8;

        /// <summary>How long one answer of the metrics endpoint may take to be sent.</summary>
        public const int ScrapeTimeoutMs = 5_000;

        /// <summary>For how long figures of a node that cost more to read than a counter stand.</summary>
        public const int SampleAgeMs = 50;

        /// <summary>For how long the look at who waits longest in the mempool stands: it is a walk over all.</summary>
        public const int WaitingAgeMs = 900;

        /// <summary>Looks at the mempool by which the age of a pending transaction is told; 16 bytes each.</summary>
        public const int ArrivalLooks = 4_096;

        /// <summary>Views whose steps are remembered until their block is final; more than are open at once.</summary>
        public const int DelayViews = 256;

        /// <summary>For how long sizes of folders stand.</summary>
        public const int FolderSizeAgeMs = 10_000;

        /// <summary>Finished spans that wait to be sent; more are dropped and counted.</summary>
        public const int SpanQueue = 4_096;

        /// <summary>Spans of one request to the collector.</summary>
        public const int SpanBatch = 512;

        /// <summary>How long spans are gathered before they are sent.</summary>
        public const int SpanDelayMs = 1_000;

        /// <summary>How long a request to the collector may take.</summary>
        public const int ExportTimeoutMs = 5_000;
    }
}
