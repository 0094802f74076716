using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`genesis export`: the root of trust of offline verification.</summary>
internal static class GenesisCommands
{
    /// <summary>The option that pins a genesis.</summary>
    public static Option<string?> CreatePinOption() => new("--genesis-hash")
    {
        Description = "Hash the genesis must have, from a source you trust",
        HelpName = "HASH",
    };

    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table)
    {
        Option<string> output = new("--out") { Description = "File to write", HelpName = "FILE", Required = true };
        Option<string?> pin = CreatePinOption();
        Command export = table.Define(
            "export",
            "Save a chain's genesis: its validators, parameters and first accounts.",
            [
                "aetherctl genesis export --out genesis.ace",
                "aetherctl genesis export --out genesis.ace --genesis-hash 0x...",
            ],
            (context, cancellation) => RunAsync(
                context,
                context.Arguments.GetRequiredValue(output),
                context.Arguments.GetValue(pin),
                cancellation),
            output,
            pin);
        return CommandTable.Group("genesis", "The root of trust of a chain.", export);
    }

    /// <summary>Reads an exported genesis; refuses another than the pinned one.</summary>
    public static Genesis Load(string path, string? pin)
    {
        byte[] bytes = Inputs.File(path, Limits.Genesis.MaxFileBytes);
        if (!Ace.TryDecode(bytes, out Genesis genesis, out DecodeError error))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.BadFile, $"{path} holds no genesis",
                $"its bytes are not canonical ({error})", "write it with `aetherctl genesis export`");
        }
        RequirePin(genesis, pin);
        return genesis;
    }

    private static async Task<CommandResult> RunAsync(
        CommandContext context, string path, string? pin, CancellationToken cancellation)
    {
        Genesis genesis = await context.Client.GetGenesisAsync(cancellation).ConfigureAwait(false);
        RequirePin(genesis, pin);
        OutputFile.Write(path, Ace.Encode(genesis));
        JsonObject data = new()
        {
            ["file"] = path,
            ["genesisHash"] = genesis.Hash.ToString(),
            ["chainId"] = genesis.ChainId,
            ["validatorCount"] = genesis.Validators.Count,
        };
        return new CommandResult(data,
        [
            ("file", path),
            ("genesis", genesis.Hash.ToString()),
            ("chain", genesis.ChainId),
            ("validators", Show.Number((ulong)genesis.Validators.Count)),
        ]);
    }

    private static void RequirePin(Genesis genesis, string? pin)
    {
        if (pin is not null && Inputs.Hash(pin) != genesis.Hash)
        {
            throw new CliException(
                ExitCode.VerificationFailed, ErrorCode.WrongGenesis, $"the genesis has hash {genesis.Hash}",
                $"{pin} was asked for", "this is another chain: check --rpc, the file and the hash");
        }
    }
}
