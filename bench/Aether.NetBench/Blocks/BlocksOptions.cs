using System.Globalization;

namespace Aether.NetBench.Blocks;

/// <summary>What to send between how many nodes.</summary>
/// <param name="Nodes">Validators.</param>
/// <param name="Blocks">Blocks that are measured.</param>
/// <param name="Bytes">Payload of each.</param>
/// <param name="SlotMs">Time between two.</param>
/// <param name="LossPercent">Datagrams that each node loses on arrival.</param>
internal sealed record BlocksOptions(int Nodes, int Blocks, int Bytes, int SlotMs, int LossPercent, bool Help)
{
    public const string Usage = "blocks [--nodes N] [--blocks N] [--bytes N] [--slot-ms N] [--loss PERCENT]";

    public static bool TryParse(string[] args, out BlocksOptions options, out string error)
    {
        options = new BlocksOptions(7, 20, 2_000_000, 500, 0, false);
        error = "";
        for (int index = 0; index < args.Length; index++)
        {
            string name = args[index];
            if (name == "--help")
            {
                options = options with { Help = true };
                return true;
            }

            string text = ++index < args.Length ? args[index] : "";
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
            BlocksOptions? next = !isNumber ? null : (name, value) switch
            {
                ("--nodes", >= 2 and <= 32) => options with { Nodes = value },
                ("--blocks", >= 1 and <= 10_000) => options with { Blocks = value },
                ("--bytes", >= 20_000 and <= 4_000_000) => options with { Bytes = value },
                ("--slot-ms", >= 1 and <= 60_000) => options with { SlotMs = value },
                ("--loss", <= 90) => options with { LossPercent = value },
                _ => null,
            };
            if (next is null)
            {
                error = $"{name} is no option or has no such value; {Usage}";
                return false;
            }

            options = next;
        }

        return true;
    }
}
