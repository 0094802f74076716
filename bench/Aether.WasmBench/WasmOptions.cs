namespace Aether.WasmBench;

/// <summary>The arguments of <c>wasm</c>.</summary>
internal sealed record WasmOptions
{
    public const string Usage = """
        Usage: ./build.sh bench wasm [--quick] [--gas [--out PATH] | --ledger] [--filter TEXT]

        Measures compiled contracts with all checks and gas beside V8 (node), interleaved in one run, and what calls,
        instances and compiling cost. Figures are medians over the rounds; the ratio is our time over V8's.

          --quick         fewer rounds
          --gas           the nanoseconds a unit of gas buys, for each class of instructions, on both engines
          --out PATH      with --gas: writes the tables to PATH.md and PATH.json
          --ledger        only calls of contracts a second through the ledger
          --filter TEXT   only kernels or classes whose name contains TEXT
          --help          print this text
        """;

    public bool Quick { get; init; }

    public bool Gas { get; init; }

    public bool Ledger { get; init; }

    public bool Help { get; init; }

    public string Filter { get; init; } = "";

    public string Out { get; init; } = "";

    /// <summary>Reads the arguments; false with one sentence when they make no sense.</summary>
    public static bool TryParse(ReadOnlySpan<string> arguments, out WasmOptions options, out string error)
    {
        options = new WasmOptions();
        error = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick": options = options with { Quick = true }; break;
                case "--gas": options = options with { Gas = true }; break;
                case "--ledger": options = options with { Ledger = true }; break;
                case "--help" or "-h": options = options with { Help = true }; break;
                case "--filter" when i + 1 < arguments.Length:
                    options = options with { Filter = arguments[++i] };
                    break;
                case "--out" when i + 1 < arguments.Length:
                    options = options with { Out = arguments[++i] };
                    break;
                default: error = $"'wasm' does not know '{arguments[i]}'"; return false;
            }
        }

        return true;
    }
}
