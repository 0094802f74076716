using System.Globalization;

namespace Aether.KernelBench.Differential;

/// <summary>The arguments of <c>differential</c>.</summary>
internal sealed record DifferentialOptions
{
    public const string Usage = """
        Usage: ./build.sh bench differential --signatures N [--seed S] [--cores N] [--resume]

        Verifies N random signatures, valid and damaged in every way that is known to matter, one by one and in
        batches, and compares each verdict with the one by which the signature was made; the scalar definition and
        libsodium look at a sample. Ends with status 1 and the bytes of the signature at the first difference.

          --signatures N  how many; rounded up to whole segments; 100_000_000 and 1e8 are numbers too
          --seed S        another seed, other signatures (default 1)
          --cores N       worker threads (default: all cores)
          --resume        go on where the last run with this seed stopped: artifacts/bench/differential-S.json
          --help          print this text
        """;

    public long Signatures { get; init; }

    public ulong Seed { get; init; } = 1;

    public int Cores { get; init; } = Environment.ProcessorCount;

    public bool Resume { get; init; }

    public bool Help { get; init; }

    /// <summary>Where the run keeps its figures.</summary>
    public string StatePath => $"artifacts/bench/differential-{Seed.ToString(CultureInfo.InvariantCulture)}.json";

    /// <summary>Reads the arguments; false with one sentence when they make no sense.</summary>
    public static bool TryParse(ReadOnlySpan<string> arguments, out DifferentialOptions options, out string error)
    {
        options = new DifferentialOptions();
        error = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            long number = i + 1 < arguments.Length && TryNumber(arguments[i + 1], out long value) ? value : -1;
            switch (name)
            {
                case "--resume": options = options with { Resume = true }; continue;
                case "--help" or "-h": options = options with { Help = true }; continue;
                case "--signatures" when number > 0: options = options with { Signatures = number }; break;
                case "--seed" when number >= 0: options = options with { Seed = (ulong)number }; break;
                case "--cores" when number is >= 1 and <= 1024: options = options with { Cores = (int)number }; break;
                case "--signatures" or "--seed" or "--cores": error = $"'{name}' needs a number"; return false;
                default: error = $"'differential' does not know '{name}'"; return false;
            }

            i++;
        }

        error = options.Signatures == 0 && !options.Help ? "'--signatures' is missing; --help says what it is" : "";
        return error.Length == 0;
    }

    private static bool TryNumber(string text, out long number)
    {
        bool parsed = decimal.TryParse(
            text.Replace("_", "", StringComparison.Ordinal),
            NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out decimal value);
        number = parsed && value is >= 0 and <= long.MaxValue && value == decimal.Truncate(value) ? (long)value : -1;
        return number >= 0;
    }
}
