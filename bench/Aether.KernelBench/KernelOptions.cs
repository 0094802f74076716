using System.Globalization;

namespace Aether.KernelBench;

/// <summary>The arguments of <c>kernels</c>.</summary>
internal sealed record KernelOptions
{
    public const string Usage = """
        Usage: ./build.sh bench kernels [--quick] [--filter TEXT] [--cores 1|2] [--json|--markdown] [--list]

        Measures every kernel beside its peer, interleaved in one process, and writes artifacts/bench/kernels.json.
        The ratio is how many times faster the kernel is than its peer: the median over the rounds.

          --quick        fewer and shorter rounds: under three minutes
          --filter TEXT  only rows whose kernel, variant or peer contains TEXT; may be repeated
          --cores N      only rows that use N cores
          --json         print the JSON instead of the table
          --markdown     print the table of a performance report
          --list         print the rows and what is missing, measure nothing
          --help         print this text
        """;

    public bool Quick { get; init; }

    public bool Json { get; init; }

    public bool Markdown { get; init; }

    public bool List { get; init; }

    public bool Help { get; init; }

    public int? Cores { get; init; }

    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>Reads the arguments; false with one sentence when they make no sense.</summary>
    public static bool TryParse(ReadOnlySpan<string> arguments, out KernelOptions options, out string error)
    {
        options = new KernelOptions();
        error = "";
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
                case "--cores" when value is "1" or "2":
                    options = options with { Cores = int.Parse(value, CultureInfo.InvariantCulture) };
                    i++;
                    break;
                case "--filter": error = "'--filter' needs a part of a kernel's name"; return false;
                case "--cores": error = "'--cores' is 1 or 2"; return false;
                default: error = $"'kernels' does not know '{name}'"; return false;
            }
        }

        return true;
    }
}
