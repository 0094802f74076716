using System.CommandLine;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Pipeline;

namespace Aether.Node.Cli;

/// <summary>`aether run`: one validator of a chain.</summary>
internal static class RunCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> genesis = new("--genesis") { Description = "The chain's genesis.toml.", Required = true };
        Option<string> keys = new("--keys") { Description = "The validator's key file.", Required = true };
        Option<string> data = new("--data") { Description = "Data folder of this node.", Required = true };
        Option<int> port = new("--rpc-port")
        {
            Description = "JSON-RPC port on 127.0.0.1; 0 picks a free one.",
            DefaultValueFactory = _ => 8545,
        };
        Command command = new("run", "Run one validator.") { genesis, keys, data, port };
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(
            parsed.GetValue(genesis)!,
            parsed.GetValue(keys)!,
            parsed.GetValue(data)!,
            OptionValue.Within(parsed.GetValue(port), 0, 65_535, "--rpc-port")).ConfigureAwait(false));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string genesisPath, string keyPath, string dataFolder, int port)
    {
        NativeSupport.RequireNode();
        Genesis genesis = GenesisFile.Load(genesisPath);
        if (genesis.Validators.Count != 1)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"this genesis has {genesis.Validators.Count} validators, and this version has no transport between "
                + "processes; use a genesis with one validator, or run several in one process with: aether devnet.");
        }
        using StopSignal signal = new();
        using DataFolderLock folderLock = DataFolderLock.Acquire(dataFolder, "aether run");
        InMemoryNetwork network = new(1);
        NodeHostOptions options = new(
            genesis, ValidatorKeyFile.Load(keyPath), keyPath, dataFolder, network[0], new PipelineOptions());
        NodeHost node = NodeHost.Open(options);
        await using (node.ConfigureAwait(false))
        {
            node.Start();
            Uri rpc = await node.ServeRpcAsync(port, faucet: null).ConfigureAwait(false);
            Console.Error.WriteLine($"JSON-RPC  {rpc.ToString().TrimEnd('/')}");
            Console.Error.WriteLine($"chain     {genesis.ChainId}, genesis {genesis.Hash}");
            await Task.WhenAny(signal.Received, node.Faulted).ConfigureAwait(false);
            await node.StopAsync().ConfigureAwait(false);
            if (node.View.Pipeline.Fault is not { } fault)
            {
                return await signal.Received.ConfigureAwait(false);
            }
            throw new NodeStartException(
                NodeHost.CodeOf(fault), $"the node stopped itself ({fault.Source}): {fault.Reason}");
        }
    }
}
