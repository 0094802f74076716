using System.Globalization;

namespace Aether.NetBench.Fill;

/// <summary>Which devnet to fill, and for how long.</summary>
internal sealed record FillOptions(Uri? Rpc, ulong Seed, int Seconds, int Waiting, bool Help)
{
    public const string Usage = "fill --rpc URL [--seed N] [--seconds N] [--waiting N]";

    public static bool TryParse(string[] args, out FillOptions options, out string error)
    {
        options = new FillOptions(null, 1, 60, 24, false);
        error = "";
        for (int index = 0; index < args.Length; index++)
        {
            string name = args[index];
            if (name == "--help")
            {
                options = options with { Help = true };
                return true;
            }

            string value = ++index < args.Length ? args[index] : "";
            if (name == "--rpc" && Uri.TryCreate(value, UriKind.Absolute, out Uri? rpc) && rpc.IsLoopback)
            {
                options = options with { Rpc = rpc };
                continue;
            }

            if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                error = $"{name} needs a loopback address or a number; {Usage}";
                return false;
            }

            switch (name)
            {
                case "--seed":
                    options = options with { Seed = number };
                    break;
                case "--seconds" when number is > 0 and <= 3_600:
                    options = options with { Seconds = (int)number };
                    break;
                case "--waiting" when number is > 0 and <= 60:
                    options = options with { Waiting = (int)number };
                    break;
                default:
                    error = $"unknown option {name} {value}; {Usage}";
                    return false;
            }
        }

        error = options.Rpc is null ? $"which node? {Usage}" : "";
        return options.Rpc is not null;
    }
}
