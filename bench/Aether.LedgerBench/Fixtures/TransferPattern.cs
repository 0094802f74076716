namespace Aether.LedgerBench.Fixtures;

/// <summary>Who pays whom in a block of transfers.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="HotPercent">Transfers of each hundred whose recipient is one account of the block.</param>
/// <param name="IsZipf">Payers and recipients are drawn with probability 1/rank instead of being distinct.</param>
internal sealed record TransferPattern(string Name, int HotPercent, bool IsZipf)
{
    public static TransferPattern Distinct { get; } = new("0 % conflicts", 0, false);

    public static TransferPattern Tenth { get; } = new("10 % on one account", 10, false);

    public static TransferPattern OneAccount { get; } = new("all on one account", 100, false);

    public static TransferPattern Zipf { get; } = new("Zipf 1.0", 0, true);
}
