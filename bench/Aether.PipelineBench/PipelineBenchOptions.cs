using System.Globalization;
using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;

namespace Aether.PipelineBench;

/// <summary>The arguments of <c>pipeline</c>.</summary>
internal sealed record PipelineBenchOptions
{
    public const string Usage = """
        Usage: ./build.sh bench pipeline [--validators 1|4] [--seconds N] [--accounts N] [--quick] [--json FILE]

        Runs real validators in this process (stages, signatures, consensus, block log and RocksDB on this disk, links
        in memory), offers them signed transfers and counts those that became final and durable. Prints where the time
        went and, last, one line of JSON.

          --validators N   1 or more, all in this process; 1 unless given
          --seconds N      how long is measured; 60 unless given
          --warm-up N      seconds before that under the same load; 10 unless given
          --accounts N     senders, each also a recipient; 100000 unless given
          --pending N      how many transactions the client keeps unfinished (closed model); 40000 unless given
          --rate N         offer N transactions a second instead, whatever becomes of them (open model)
          --most N         sign for N transactions a second of the run; 250000, or 80000 for several validators
          --pool N         places in each mempool; 50000 unless given
          --slot-ms N      slot time of the genesis; 50 unless given, 500 is the product's
          --block-bytes N  largest payload of the genesis; 4000000 unless given, 2000000 is the product's
          --tau N          chance in percent that a view has a leader by lottery; 80 unless given, the product's
          --pruning P      what is kept of the past: minimal (no past state), full or archive; minimal unless given
          --lanes N        lanes that execute a block; 1 unless given
          --data FOLDER    where the validators keep their data; a new folder in artifacts/bench unless given
          --quick          5 s after 3 s, 10000 accounts
          --json FILE      also write the JSON there
          --allocated      also print what was allocated, by type
          --soak           instead: 50000 pending and 2000 transactions a second into a mempool
          --admission      instead: the ingress stages on one core, signatures included
          --help           print this text
        """;

    private const int SeveralMost = 80_000;

    public BenchMode Mode { get; init; }

    public bool Help { get; init; }

    public bool ShowsAllocated { get; init; }

    public int Validators { get; init; } = 1;

    public int Seconds { get; init; } = 60;

    public int WarmUpSeconds { get; init; } = 10;

    public int Accounts { get; init; } = 100_000;

    public int Pending { get; init; } = 40_000;

    /// <summary>Transactions a second of the open model; 0 for the closed one.</summary>
    public int Rate { get; init; }

    /// <summary>Transactions a second that are signed for; 0 for the default.</summary>
    public int MostGiven { get; init; }

    public int Pool { get; init; } = Limits.Mempool.MaxTransactions;

    public int SlotMs { get; init; } = 50;

    public int BlockBytes { get; init; } = Limits.Block.MaxPayloadBytes;

    public int Lanes { get; init; } = 1;

    public int TauPercent { get; init; } = 80;

    /// <summary>What of the past the validators keep.</summary>
    public Retention Retention { get; init; } = Retention.Minimal;

    public string? DataFolder { get; init; }

    public string? JsonPath { get; init; }

    public int Most => MostGiven > 0 ? MostGiven : Rate > 0 ? Rate + 1 : Validators == 1 ? 250_000 : SeveralMost;

    /// <summary>The chain parameters that were asked for.</summary>
    public ChainParameters Parameters => new()
    {
        SlotMs = (uint)SlotMs,
        BlockBytesMax = (uint)BlockBytes,
        KesDepth = 7,
        TauNumerator = (uint)TauPercent,
        TauDenominator = 100,
    };

    /// <summary>
    /// The pacing of the slot time, but with the product's patience: a view of a short slot is not given up because a
    /// full block takes longer.
    /// </summary>
    public ConsensusTiming Timing
    {
        get
        {
            ConsensusTiming usual = ConsensusTiming.ForSlot(SlotMs);
            return usual with { TimeoutMs = Math.Max(usual.TimeoutMs, ConsensusTiming.ForSlot(500).TimeoutMs) };
        }
    }

    /// <summary>Reads the arguments; false with one sentence when they make no sense.</summary>
    public static bool TryParse(ReadOnlySpan<string> arguments, out PipelineBenchOptions options, out string error)
    {
        options = new PipelineBenchOptions();
        error = "";
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            PipelineBenchOptions? plain = options.WithFlag(name);
            if (plain is not null)
            {
                options = plain;
                continue;
            }
            string? value = index + 1 < arguments.Length ? arguments[++index] : null;
            PipelineBenchOptions? given = options.WithValue(name, value);
            if (given is null)
            {
                error = IsKnown(name) ? $"'{name}' needs another value" : $"'pipeline' does not know '{name}'";
                return false;
            }
            options = given;
        }
        if (!options.Parameters.IsValid())
            error = "no chain may have this slot time or block size: 50 ms or more, 4000000 bytes or less";
        else if (options.Accounts < 2 * options.Validators || options.Pending > options.Pool)
            error = "there have to be two accounts for each validator, and room in the pool for what is pending";
        return error.Length == 0;
    }

    private PipelineBenchOptions? WithFlag(string name) => name switch
    {
        "--quick" => this with { Seconds = 5, WarmUpSeconds = 3, Accounts = 10_000 },
        "--allocated" => this with { ShowsAllocated = true },
        "--soak" => this with { Mode = BenchMode.Soak },
        "--admission" => this with { Mode = BenchMode.Admission },
        "--help" or "-h" => this with { Help = true },
        _ => null,
    };

    private PipelineBenchOptions? WithValue(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return null;
        if (name is "--data")
            return this with { DataFolder = value };
        if (name is "--json")
            return this with { JsonPath = value };
        if (name is "--pruning")
            return WithPruning(value);
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
            return null;
        return name switch
        {
            "--validators" when number <= 64 => this with { Validators = number },
            "--seconds" => this with { Seconds = number },
            "--warm-up" => this with { WarmUpSeconds = number },
            "--accounts" when number <= 10_000_000 => this with { Accounts = number },
            "--pending" => this with { Pending = number },
            "--rate" => this with { Rate = number },
            "--most" => this with { MostGiven = number },
            "--pool" => this with { Pool = number },
            "--slot-ms" => this with { SlotMs = number },
            "--block-bytes" => this with { BlockBytes = number },
            "--tau" when number < 100 => this with { TauPercent = number },
            "--lanes" when number <= Limits.Execution.MaxLanes => this with { Lanes = number },
            _ => null,
        };
    }

    private PipelineBenchOptions? WithPruning(string value) => value switch
    {
        "archive" => this with { Retention = Retention.Archive },
        "full" => this with { Retention = Retention.Full },
        "minimal" => this with { Retention = Retention.Minimal },
        _ => null,
    };

    private static bool IsKnown(string name) => Usage.Contains($"  {name} ", StringComparison.Ordinal);
}
