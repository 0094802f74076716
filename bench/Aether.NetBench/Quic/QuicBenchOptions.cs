using System.Globalization;

namespace Aether.NetBench.Quic;

/// <summary>What to measure.</summary>
internal sealed record QuicBenchOptions(int Rounds, int Mebibytes, bool Help)
{
    public const string Usage = "quic [--rounds N] [--mib N]";

    public static bool TryParse(string[] args, out QuicBenchOptions options, out string error)
    {
        options = new QuicBenchOptions(5, 100, false);
        error = "";
        for (int index = 0; index < args.Length; index++)
        {
            string name = args[index];
            if (name == "--help")
            {
                options = options with { Help = true };
                continue;
            }

            if (++index == args.Length
                || !int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                || value is < 1 or > 10_000)
            {
                error = $"{name} needs a number from 1 to 10000";
                return false;
            }

            switch (name)
            {
                case "--rounds":
                    options = options with { Rounds = value };
                    break;
                case "--mib":
                    options = options with { Mebibytes = value };
                    break;
                default:
                    error = $"unknown option {name}; {Usage}";
                    return false;
            }
        }

        return true;
    }
}
