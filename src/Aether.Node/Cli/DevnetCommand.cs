using System.CommandLine;
using Aether.Node.Devnet;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>`aether devnet`: a whole network in one process.</summary>
internal static class DevnetCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<int> validators = new("--validators")
        {
            Description = "Full validators in this process (1 to 16).",
            DefaultValueFactory = _ => 4,
        };
        Option<string> data = new("--data")
        {
            Description = "Data folder; stopping and starting again continues its chain.",
            DefaultValueFactory = _ => "devnet-data",
        };
        Option<ulong> seed = new("--seed")
        {
            Description = "Makes keys and accounts of a new data folder.",
            DefaultValueFactory = _ => 1,
        };
        Option<string?> duration = new("--for")
        {
            Description = "Stop after this time, such as 60s or 5m.",
        };
        Option<int?> epochSlots = new("--epoch-slots")
        {
            Description = "Slots of an epoch, 8 or more, of a new data folder; validator keys last 360 epochs.",
        };
        Option<bool> json = new("--json")
        {
            Description = "One JSON line a second on standard output; the last is a summary.",
        };
        Option<int> port = new("--rpc-port")
        {
            Description = "JSON-RPC port on 127.0.0.1; 0 picks a free one.",
            DefaultValueFactory = _ => 8545,
        };
        Option<bool> remote = new("--remote-signer")
        {
            Description = "Hold each validator's keys in a signer process of its own.",
        };
        Option<int> snapshots = new("--snapshot-rate")
        {
            Description = "Megabytes a second for each validator's snapshots after epochs; 0 makes none.",
        };
        PruningOptions pruning = new();
        Command command = new("devnet", "Run a network of validators in this process.")
        {
            validators, data, seed, epochSlots, duration, json, port, remote, snapshots,
        };
        pruning.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            DevnetOptions options = new(
                OptionValue.Within(parsed.GetValue(validators), 1, DevnetOptions.MaxValidators, "--validators"),
                parsed.GetValue(data)!,
                parsed.GetValue(seed),
                Duration(parsed.GetValue(duration)),
                parsed.GetValue(json),
                OptionValue.Within(parsed.GetValue(port), 0, 65_535, "--rpc-port"))
            {
                EpochSlots = parsed.GetValue(epochSlots) is { } slots
                    ? (uint)OptionValue.Within(slots, 8, int.MaxValue, "--epoch-slots")
                    : null,
                RemoteSigner = parsed.GetValue(remote),
                Retention = pruning.Read(parsed),
                SnapshotRate = OptionValue.Within(parsed.GetValue(snapshots), 0, 100_000, "--snapshot-rate"),
            };
            return (int)await DevnetRunner.RunAsync(options).ConfigureAwait(false);
        });
        return command;
    }

    private static TimeSpan? Duration(string? text)
    {
        if (text is null)
        {
            return null;
        }
        return DurationText.TryParse(text, out TimeSpan value)
            ? value
            : throw new NodeStartException(
                ExitCode.Usage, $"--for is a duration such as 500ms, 60s, 5m or 2h, not '{text}'.");
    }
}
