namespace Aether.LedgerBench;

/// <summary>The arguments of <c>ledger</c>.</summary>
internal sealed record LedgerOptions
{
    public const string Usage = """
        Usage: ./build.sh bench ledger [--quick] [--accounts 1e6|1e7] [--filter TEXT] [--json|--markdown] [--list]

        Measures execution, state, storage, proofs and snapshots beside their peers, interleaved in one process, and
        writes artifacts/bench/ledger.json. A rate is the median over the rounds; the ratio says how many times faster
        the row is than its peer.

          --quick         fewer and shorter rounds, and 10^6 accounts unless --accounts says otherwise
          --accounts N    only rows over N accounts, 1e6 or 1e7; may be repeated; both without it
          --filter TEXT   only rows whose name, case or peer contains TEXT; may be repeated
          --json          print the JSON instead of the table
          --markdown      print the table of a performance report
          --list          print the rows and what is missing, measure nothing
          --help          print this text
        """;

    private const int Million = 1_000_000;

    public bool Quick { get; init; }

    public bool Json { get; init; }

    public bool Markdown { get; init; }

    public bool List { get; init; }

    public bool Help { get; init; }

    /// <summary>Sizes of the state that were asked for.</summary>
    public IReadOnlyList<int> Accounts { get; init; } = [Million, 10 * Million];

    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Reads the arguments; false with one sentence when they make no sense.</summary>
    public static bool TryParse(ReadOnlySpan<string> arguments, out LedgerOptions options, out string error)
    {
        options = new LedgerOptions();
        error = "";
        List<int> accounts = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (name)
            {
                case "--quick": options = options with { Quick = true }; break;
                case "--json": options = options with { Json = true }; break;
                case "--markdown": options = options with { Markdown = true }; break;
                case "--list": options = options with { List = true }; break;
                case "--help" or "-h": options = options with { Help = true }; break;
                case "--filter" when !string.IsNullOrEmpty(value):
                    options = options with { Filters = [.. options.Filters, value] };
                    i++;
                    break;
                case "--accounts" when value is "1e6" or "1e7":
                    accounts.Add(value == "1e6" ? Million : 10 * Million);
                    i++;
                    break;
                case "--filter": error = "'--filter' needs a part of a row's name"; return false;
                case "--accounts": error = "'--accounts' is 1e6 or 1e7"; return false;
                default: error = $"'ledger' does not know '{name}'"; return false;
            }
        }

        if (accounts.Count == 0 && options.Quick)
            accounts.Add(Million);
        if (accounts.Count > 0)
            options = options with { Accounts = [.. accounts.Distinct().Order()] };
        return true;
    }
}
