namespace Aether.Core;

public static partial class Limits
{
    /// <summary>The load generator: what it reads from files and nodes, and what it keeps.</summary>
    public static class LoadGen
    {
        /// <summary>Largest file that describes a workload.</summary>
        public const int MaxWorkloadBytes = 256 * 1024;

        /// <summary>Deepest nesting of such a file.</summary>
        public const int MaxWorkloadDepth = 8;

        /// <summary>Most entries of one list in such a file.</summary>
        public const int MaxWorkloadEntries = 64;

        /// <summary>Most accounts of a pool: each is a key in guarded memory and a few words.</summary>
        public const int MaxAccounts = 200_000;

        /// <summary>Most transactions sent and not accounted for: about 150 bytes each.</summary>
        public const int MaxOutstanding = 1 << 20;

        /// <summary>Most transactions that are signed and wait to be sent.</summary>
        public const int MaxSignedAhead = 16_384;

        /// <summary>Most connections to all nodes together.</summary>
        public const int MaxConnections = 1_024;

        /// <summary>Most transactions in one HTTP request; a node takes no longer batch.</summary>
        public const int MaxBatch = Rpc.MaxBatch;

        /// <summary>Most nodes of one run.</summary>
        public const int MaxNodes = 64;

        /// <summary>Largest answer of a node: a block of 20,000 hashes takes 1.4 MB.</summary>
        public const int MaxAnswerBytes = 8 * 1024 * 1024;

        /// <summary>Largest header of an answer.</summary>
        public const int MaxAnswerHeaderBytes = 16 * 1024;

        /// <summary>Seconds that a generator waits at most when a node asks it to: a run has its own end.</summary>
        public const int MaxRetryAfterSeconds = 10;

        /// <summary>Largest page of metrics.</summary>
        public const int MaxMetricsBytes = 4 * 1024 * 1024;

        /// <summary>Most series of one page of metrics.</summary>
        public const int MaxMetricsSeries = 20_000;

        /// <summary>Largest report that is read back.</summary>
        public const int MaxReportBytes = 64 * 1024 * 1024;

        /// <summary>Largest file of recorded requests.</summary>
        public const int MaxRecordingBytes = 64 * 1024 * 1024;

        /// <summary>Largest description of endpoints.</summary>
        public const int MaxEndpointsBytes = 256 * 1024;

        /// <summary>
        /// Percent of a machine's processors in use above which nothing is left of them: the rest is between two
        /// threads, where one waits for a disk and the next is not ready yet.
        /// </summary>
        public const int FullMachinePercent = 85;

        /// <summary>Most transactions a second.</summary>
        public const int MaxRate = 1_000_000;

        /// <summary>Seconds of a time series that is kept; older ones are merged in pairs.</summary>
        public const int MaxSeriesPoints = 4_096;
    }
}
