using System.Globalization;

namespace Aether.LedgerBench.Rows;

/// <summary>How the table writes sizes.</summary>
internal static class Cases
{
    /// <summary>A number of accounts, which is a power of ten.</summary>
    public static string Accounts(int count) => $"10^{(int)Math.Round(Math.Log10(count))} accounts";

    /// <summary>A number with separators.</summary>
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
