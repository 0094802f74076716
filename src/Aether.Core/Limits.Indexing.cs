namespace Aether.Core;

/// <content>The index by account.</content>
public static partial class Limits
{
    /// <summary>What the index by account does at once, and what a page of it has.</summary>
    public static class Indexing
    {
        /// <summary>Most entries or outputs of one page.</summary>
        public const int MaxPage = 500;

        /// <summary>As many where nobody says.</summary>
        public const int DefaultPage = 100;

        /// <summary>
        /// Most entries that one call looks at: a page whose filter matches little ends early, with a cursor.
        /// </summary>
        public const int MaxVisited = 5_000;

        /// <summary>
        /// Blocks for which the pages of a list of outputs hold together: so long an output that was spent stays known.
        /// </summary>
        public const ulong HeldBlocks = 1_024;

        /// <summary>Most blocks that are written together while the index catches up.</summary>
        public const int BatchBlocks = 64;

        /// <summary>Entries and outputs after which they are written, blocks or not.</summary>
        public const int BatchItems = 32_768;

        /// <summary>Entries looked at for what is no longer kept, for each one that is written.</summary>
        public const int SweepRate = 4;

        /// <summary>Entries looked at for each block on top of that.</summary>
        public const int SweepEntries = 256;

        /// <summary>Blocks whose spent outputs are forgotten for each block that is written.</summary>
        public const int ForgottenBlocks = 4;

        /// <summary>Keys removed at once when the index starts again.</summary>
        public const int ClearedKeys = 16_384;
    }
}
