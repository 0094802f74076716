namespace Aether.Core;

public static partial class Limits
{
    /// <summary>Mempool of one node.</summary>
    public static class Mempool
    {
        /// <summary>Most pending transactions.</summary>
        public const int MaxTransactions = 50_000;

        /// <summary>Most pending bytes.</summary>
        public const long MaxBytes = 256L * 1024 * 1024;

        /// <summary>Most pending transactions of one sender.</summary>
        public const int MaxPerSender = 64;

        /// <summary>Most transactions of one sender beyond its next nonce gap.</summary>
        public const int MaxFuturePerSender = 16;

        /// <summary>How far a nonce may lie ahead of the sender's next one.</summary>
        public const int MaxNonceGap = 16;

        /// <summary>A replacement must pay at least this share of the replaced fee, in percent.</summary>
        public const int ReplacementPercent = 110;

        /// <summary>Transactions remembered that left without a block: a few minutes of a full pool.</summary>
        public const int MaxDepartures = 32_768;

        /// <summary>Transactions whose places are fetched before the first of them is looked at.</summary>
        public const int ForeseenAtOnce = 32;
    }
}
