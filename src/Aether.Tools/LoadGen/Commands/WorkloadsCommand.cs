using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen workloads`: examples of workload files.</summary>
internal static class WorkloadsCommand
{
    /// <summary>A file that uses everything; a test reads it as a workload.</summary>
    public const string Example =
        """
        # What `aetherctl loadgen run --workload FILE` sends. Unknown members are refused.
        seed: 1                      # decides keys, choices and gaps
        accounts: 2000               # senders; left out, half a second of the rate
        thresholds:                  # else exit 10
          - finality.p95 < 2s
          - error_rate < 0.1%
        workloads:                   # chosen by weight
          - kind: transfer           # to a random account of the pool
            weight: 8
            amount: 1000             # base units
          - kind: hot                # contention: the receiver is one of few
            weight: 1
            share: 50                # percent of these transfers
            objects: 1               # how many receivers
          - kind: large              # an object with much data
            weight: 1
            bytes: 4096
        # - kind: contract           # deployed from its module before the run
        #   wasm: counter.wasm       # aetherctl contract build src/docs/contracts/counter
        #   method: increment
        #   input: 0x
        #   gas: 200000
        # - kind: replay             # recorded requests, one JSON object a line
        #   file: requests.ndjson

        """;

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table) => table.Define(
        "workloads",
        "Print a workload file with everything in it.",
        ["aetherctl loadgen workloads", "aetherctl loadgen workloads --json --field text"],
        (_, _) => Task.FromResult(new CommandResult(new JsonObject { ["text"] = Example }, [])
        {
            Text = Example.TrimEnd('\n'),
        }));
}
