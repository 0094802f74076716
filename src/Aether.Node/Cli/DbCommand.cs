using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Execution.Storage.Log;
using Aether.Node.Options;
using Aether.Node.Storage;

namespace Aether.Node.Cli;

/// <summary>`aether db`: looks at the store of a stopped node.</summary>
internal static class DbCommand
{
    private const string Description = """
        Look at the store and the block log of a stopped node.

        Examples:
          aether db verify --data node-0 --genesis genesis.toml         read everything, compare every root
          aether db stats --data node-0 --genesis genesis.toml --json
          aether db repair --data node-0 --genesis genesis.toml         say what a damaged log still holds
          aether db repair --data node-0 --genesis genesis.toml --cut-log

        Exit codes: 0 whole; 2 no chain there; 8 the node runs; 74 damaged. See src/docs/runbooks/storage.md.
        """;

    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>The command with its parts.</summary>
    public static Command Create() => new("db", Description)
    {
        Part("verify", "Read every value and compare every root.", Verify),
        Part("stats", "Sizes and heights.", Stats),
        CreateRepair(),
    };

    private static Command Part(
        string name, string description, Func<StoppedNode, List<(string, object)>, CommandOutcome> run)
    {
        Option<string> data = StoppedNode.DataOption();
        Option<string> genesis = StoppedNode.GenesisOption();
        Option<bool> json = new("--json") { Description = "One JSON document." };
        Command command = new(name, description) { data, genesis, json };
        command.SetAction(parsed => CommandReport.Run(parsed.GetValue(json), values =>
        {
            using StoppedNode node = StoppedNode.Take(
                parsed.GetValue(data)!, parsed.GetValue(genesis)!, $"aether db {name}");
            return run(node, values);
        }));
        return command;
    }

    private static Command CreateRepair()
    {
        Option<string> data = StoppedNode.DataOption();
        Option<string> genesis = StoppedNode.GenesisOption();
        Option<bool> json = new("--json") { Description = "One JSON document." };
        Option<bool> cut = new("--cut-log")
        {
            Description = "Remove the log from its first damage on. Final blocks in it are lost on this node and come "
                + "from its peers; on a chain with one validator they are lost.",
        };
        Command command = new("repair", "Say what a damaged log still holds, or go on with that.")
        {
            data, genesis, json, cut,
        };
        command.SetAction(parsed => CommandReport.Run(parsed.GetValue(json), values =>
        {
            using StoppedNode node = StoppedNode.Take(
                parsed.GetValue(data)!, parsed.GetValue(genesis)!, "aether db repair");
            return Repair(node, parsed.GetValue(cut), values);
        }));
        return command;
    }

    private static CommandOutcome Verify(StoppedNode node, List<(string, object)> values)
    {
        List<string> findings = [];
        using (RocksDbKeyValueStore files = node.OpenFiles())
        {
            ChainInspection inspection = ChainInspection.Verify(files);
            findings.AddRange(inspection.Findings);
            values.Add(("store_height", inspection.Height));
            values.Add(("blocks_checked", inspection.Blocks));
            values.Add(("past_states_checked", inspection.PastStates));
            values.Add(("entries_checked", inspection.Statistics.Sum(family => family.Entries)));
        }
        if (findings.Count == 0)
        {
            try
            {
                // Replays the log and compares the state root of each of its blocks.
                using ChainStore chain = node.OpenChain();
                values.Add(("final_height", chain.FinalizedHeader.Height));
                values.Add(("final_hash", chain.FinalizedHeader.Hash.ToString()));
                values.Add(("state_root", chain.FinalizedState.Root.ToString()));
            }
            catch (NodeStartException error) when (error.Code == ExitCode.Storage)
            {
                findings.Add(error.Message);
            }
        }
        values.Add(("findings", findings));
        return findings.Count == 0 ? CommandOutcome.Success : Damaged(findings[0]);
    }

    private static CommandOutcome Stats(StoppedNode node, List<(string, object)> values)
    {
        using (ChainStore chain = node.OpenChain())
        {
            values.Add(("final_height", chain.FinalizedHeader.Height));
            values.Add(("store_height", chain.AppliedHeight));
            values.Add(("pending_blocks", chain.LoadPending().Count));
            AddKept(chain, values);
        }
        using FileLogDisk log = FileLogDisk.At(NodeStore.LogFolder(node.DataFolder));
        values.Add(("log_segments", log.List().Count));
        values.Add(("log_bytes", SizeOf(NodeStore.LogFolder(node.DataFolder))));
        values.Add(("store_bytes", SizeOf(NodeStore.StoreFolder(node.DataFolder))));
        using RocksDbKeyValueStore files = node.OpenFiles();
        foreach (FamilyStatistics family in ChainInspection.Measure(files).Statistics)
        {
            string name = family.Family.ToString().ToLowerInvariant();
            values.Add(($"{name}_entries", family.Entries));
            values.Add(($"{name}_bytes", family.Bytes));
        }
        return CommandOutcome.Success;
    }

    private static void AddKept(ChainStore chain, List<(string, object)> values)
    {
        KeptHistory kept = chain.Kept;
        Retention retention = kept.Retention;
        ulong head = chain.FinalizedHeader.Height;
        values.Add(("pruning", retention.Profile.ToString().ToLowerInvariant()));
        bool all = retention.States == ulong.MaxValue;
        values.Add(("keeps_states", all ? "all" : retention.States.ToString(s_invariant)));
        values.Add(("keeps_epochs", retention.KeepsAllBlocks ? "all" : retention.Epochs.ToString(s_invariant)));
        values.Add(("blocks_from", kept.OldestBlock));
        values.Add(("blocks_to", head));
        values.Add(("states_from", Math.Min(kept.OldestState, head)));
        values.Add(("states_to", head));
        values.Add(("missing", kept.Missing(head) ?? "nothing"));
    }

    private static CommandOutcome Repair(StoppedNode node, bool cut, List<(string, object)> values)
    {
        Hash256 chain = node.Genesis.Hash;
        using FileLogDisk disk = FileLogDisk.At(NodeStore.LogFolder(node.DataFolder));
        LogRepair found = LogRepair.Inspect(disk, chain);
        using (RocksDbKeyValueStore files = node.OpenFiles())
        {
            ulong applied = ChainStore.ReadAppliedSequence(files);
            bool missing = disk.List().Count == 0 || found.LastWhole < applied;
            string? damage = found.Damage ?? (missing ? "the log does not reach what the store has" : null);
            values.Add(("log_whole_up_to_record", found.LastWhole));
            values.Add(("store_has_up_to_record", applied));
            values.Add(("bytes_after_damage", found.LostBytes));
            values.Add(("cut", cut && damage is not null));
            if (damage is null)
            {
                return CommandOutcome.Success;
            }
            if (!cut)
            {
                return Damaged($"{damage}; with --cut-log the node goes on with what lies before it, and gets the rest "
                    + "from its peers");
            }
            Hash256 identity = new(RandomNumberGenerator.GetBytes(Hash256.Bytes));
            LogRepair.Cut(disk, new BlockLogOptions(chain, identity), applied);
        }
        using ChainStore opened = node.OpenChain();
        values.Add(("final_height", opened.FinalizedHeader.Height));
        return CommandOutcome.Success;
    }

    private static CommandOutcome Damaged(string sentence) => new(ExitCode.Storage, "AE-7401", sentence);

    private static long SizeOf(string folder) =>
        Directory.EnumerateFiles(folder).Sum(path => new FileInfo(path).Length);
}
