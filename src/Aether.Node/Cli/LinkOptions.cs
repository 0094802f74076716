using System.CommandLine;
using System.Globalization;
using Aether.Node.Devnet.Links;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>The options that say what a devnet's links do.</summary>
internal sealed class LinkOptions
{
    private const decimal PartsOfPercent = 10_000;

    private readonly Option<bool> _namespaces = new("--netns")
    {
        Description = "Give each process a network namespace of its own (as root); implies --processes.",
    };

    private readonly Option<string?> _delay = new("--link-delay")
    {
        Description = "Time each packet travels, such as 50ms; with --netns.",
    };

    private readonly Option<string?> _jitter = new("--link-jitter")
    {
        Description = "Added to or taken from the delay at random, such as 10ms; with --netns.",
    };

    private readonly Option<string?> _loss = new("--link-loss")
    {
        Description = "Share of packets that are lost, such as 1%; with --netns.",
    };

    private readonly Option<string?> _duplicates = new("--link-duplicates")
    {
        Description = "Share of packets that arrive twice; with --netns.",
    };

    private readonly Option<string?> _reorder = new("--link-reorder")
    {
        Description = "Share of packets that overtake others; with --netns.",
    };

    private readonly Option<int> _rate = new("--link-rate")
    {
        Description = "Megabits a second that each node sends at most; 0 for no limit; with --netns.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_namespaces, _delay, _jitter, _loss, _duplicates, _reorder, _rate])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The links that were asked for; null without namespaces.</summary>
    /// <exception cref="NodeStartException">A number is none or makes no sense.</exception>
    public LinkShape? Read(ParseResult parsed)
    {
        LinkShape shape = new()
        {
            DelayMicros = Micros(parsed.GetValue(_delay), "--link-delay"),
            JitterMicros = Micros(parsed.GetValue(_jitter), "--link-jitter"),
            LossPerMillion = Share(parsed.GetValue(_loss), "--link-loss"),
            DuplicatesPerMillion = Share(parsed.GetValue(_duplicates), "--link-duplicates"),
            ReorderPerMillion = Share(parsed.GetValue(_reorder), "--link-reorder"),
            BitsPerSecond = OptionValue.Within(parsed.GetValue(_rate), 0, 1_000_000, "--link-rate") * 1_000_000L,
        };
        if (!parsed.GetValue(_namespaces))
        {
            return shape == LinkShape.None
                ? null
                : throw new NodeStartException(ExitCode.Usage, "the options --link-... need --netns.");
        }
        return shape.Fault() is string fault
            ? throw new NodeStartException(ExitCode.Usage, $"the links cannot be shaped so: {fault}.")
            : shape;
    }

    private static int Micros(string? text, string name)
    {
        if (text is null)
        {
            return 0;
        }
        return DurationText.TryParse(text, out TimeSpan value) && value <= TimeSpan.FromMinutes(1)
            ? (int)value.TotalMicroseconds
            : throw new NodeStartException(ExitCode.Usage, $"{name} is a time such as 50ms, not '{text}'.");
    }

    private static int Share(string? text, string name)
    {
        if (text is null)
        {
            return 0;
        }
        bool parsed = decimal.TryParse(
            text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent);
        return parsed && percent <= 100
            ? (int)(percent * PartsOfPercent)
            : throw new NodeStartException(ExitCode.Usage, $"{name} is a share such as 1% or 0.5%, not '{text}'.");
    }
}
