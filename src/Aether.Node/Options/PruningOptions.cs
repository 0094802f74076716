using System.CommandLine;
using System.CommandLine.Parsing;
using Aether.Execution.Storage;

namespace Aether.Node.Options;

/// <summary>The options that say what of the past a node keeps.</summary>
internal sealed class PruningOptions
{
    private readonly Option<string> _profile = new("--pruning")
    {
        Description = "What of the past is kept: archive, full or minimal. See src/docs/runbooks/storage.md.",
        DefaultValueFactory = _ => "full",
    };

    private readonly Option<long?> _states = new("--keep-states")
    {
        Description = "With full: blocks below the final one whose states can be read; 10000 unless given.",
    };

    private readonly Option<int?> _epochs = new("--keep-epochs")
    {
        Description = "With minimal: epochs whose blocks and receipts are kept, 2 or more; 2 unless given.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_profile);
        command.Options.Add(_states);
        command.Options.Add(_epochs);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="NodeStartException">The options do not fit together.</exception>
    public Retention Read(ParseResult parsed) =>
        Parse(parsed.GetValue(_profile)!, parsed.GetValue(_states), parsed.GetValue(_epochs));

    /// <summary>As above, from the values.</summary>
    internal static Retention Parse(string profile, long? states, int? epochs)
    {
        Retention retention = profile switch
        {
            "archive" => Retention.Archive,
            "full" => Retention.Full,
            "minimal" => Retention.Minimal,
            _ => throw Refuse($"--pruning is archive, full or minimal, not '{profile}'."),
        };
        if (states is { } window)
        {
            bool fits = retention.Profile == PruningProfile.Full && window >= 0;
            retention = fits
                ? retention with { States = (ulong)window }
                : throw Refuse("--keep-states is a number of blocks and goes with --pruning full.");
        }
        if (epochs is { } count)
        {
            bool fits = retention.Profile == PruningProfile.Minimal && count >= Retention.MinEpochs;
            retention = fits
                ? retention with { Epochs = (uint)count }
                : throw Refuse(
                    $"--keep-epochs is a number from {Retention.MinEpochs} on and goes with --pruning minimal.");
        }
        return retention;
    }

    private static NodeStartException Refuse(string sentence) => new(ExitCode.Usage, sentence);
}
