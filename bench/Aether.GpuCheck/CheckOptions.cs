using System.Globalization;
using Aether.Core;

namespace Aether.GpuCheck;

/// <summary>What a run is told.</summary>
/// <param name="Signatures">Random signatures whose verdicts are compared with the processor's.</param>
/// <param name="MinItems">Smallest number of signatures of a benchmark.</param>
/// <param name="MaxItems">Largest; sizes double from the smallest.</param>
/// <param name="MessageBytes">Message length of the benchmarks, bytes.</param>
/// <param name="Repeats">Measurements of each benchmark; the median counts.</param>
/// <param name="SlotItems">Most signatures of one batch.</param>
/// <param name="Device">Number of the GPU.</param>
internal sealed record CheckOptions(
    int Signatures, int MinItems, int MaxItems, int MessageBytes, int Repeats, int SlotItems, int Device)
{
    public const string Usage = """
        Usage: Aether.GpuCheck [--signatures N] [--min-items N] [--max-items N] [--message-bytes N] [--repeats N]
                               [--slot-items N] [--device N]

        Proves the GPU's signature verdicts equal to the processor's, then measures it. Prints one JSON document.
        Exit codes: 0 all equal, 1 a verdict differs, 2 wrong arguments, 3 no usable GPU.
        """;

    private const int MaxSignatures = 100_000_000;
    private const int MaxMessageBytes = 2000;

    public static CheckOptions Default { get; } = new(1 << 20, 1 << 16, 1 << 20, 200, 5, Limits.Gpu.SlotItems, 0);

    /// <summary>Reads the arguments; false with one sentence where they are wrong.</summary>
    public static bool TryParse(string[] arguments, out CheckOptions options, out string? error)
    {
        options = Default;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i];
            if (i + 1 == arguments.Length
                || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                || value > MaxSignatures)
            {
                error = $"'{name}' needs a number of at most {MaxSignatures}.";
                return false;
            }

            CheckOptions? changed = With(options, name, value);
            if (changed is null)
            {
                error = $"there is no option '{name}'.";
                return false;
            }

            options = changed;
        }

        error = options.SlotItems is < 1 or > Limits.Gpu.MaxSlotItems || options.MessageBytes > MaxMessageBytes
            || options.MinItems < 1 || options.MaxItems < options.MinItems || options.Repeats < 1
            ? $"sizes and repeats start at 1, the largest size is not below the smallest, a batch has at most "
                + $"{Limits.Gpu.MaxSlotItems} signatures and a message at most {MaxMessageBytes} bytes."
            : null;
        return error is null;
    }

    private static CheckOptions? With(CheckOptions options, string name, int value) => name switch
    {
        "--signatures" => options with { Signatures = value },
        "--min-items" => options with { MinItems = value },
        "--max-items" => options with { MaxItems = value },
        "--message-bytes" => options with { MessageBytes = value },
        "--repeats" => options with { Repeats = value },
        "--slot-items" => options with { SlotItems = value },
        "--device" => options with { Device = value },
        _ => null,
    };
}
