using System.CommandLine;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether init-genesis`: writes a genesis file and the key files of its validators.</summary>
internal static class InitGenesisCommand
{
    private static readonly UInt128 s_stake = (UInt128)1_000_000 * 1_000_000_000;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> folder = new("--out") { Description = "Folder to write to.", DefaultValueFactory = _ => "." };
        Option<int> validators = new("--validators")
        {
            Description = "Validators to make keys for.",
            DefaultValueFactory = _ => 1,
        };
        Option<string> chainId = new("--chain-id")
        {
            Description = "Name of the chain.",
            DefaultValueFactory = _ => "aether-dev-1",
        };
        Command command = new("init-genesis", "Write genesis.toml and validator key files for a new chain.")
        {
            folder, validators, chainId,
        };
        command.SetAction(parsed => (int)Run(
            parsed.GetValue(folder)!,
            OptionValue.Within(parsed.GetValue(validators), 1, 128, "--validators"),
            parsed.GetValue(chainId)!));
        return command;
    }

    private static ExitCode Run(string folder, int count, string chainId)
    {
        NativeSupport.RequireKeys();
        string genesisPath = Path.Combine(folder, "genesis.toml");
        if (File.Exists(genesisPath))
        {
            throw new NodeStartException(
                ExitCode.Refused,
                $"{genesisPath} exists and is not overwritten; remove it or choose another folder with --out.");
        }
        ChainParameters parameters = new();
        List<Validator> validators = [];
        try
        {
            Directory.CreateDirectory(folder);
            for (int index = 0; index < count; index++)
            {
                using ValidatorKeys keys = ValidatorKeys.Generate(parameters.KesDepth);
                ValidatorKeyFile.Save(Path.Combine(folder, $"validator-{index}.json"), keys);
                validators.Add(keys.ToValidator(chainId, s_stake));
            }
            GenesisAccount[] accounts = validators
                .Select(validator => new GenesisAccount(validator.Address, s_stake, s_stake))
                .OrderBy(account => account.Address).ToArray();
            ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            Genesis genesis = new(chainId, now, parameters, new ValidatorSet(validators), accounts);
            string text = GenesisFile.Format(genesis);
            Core.Diagnostics.Check.That(GenesisFile.Parse(text).Hash == genesis.Hash);
            File.WriteAllText(genesisPath, text);
            Console.WriteLine(genesisPath);
            Console.Error.WriteLine($"genesis hash {genesis.Hash}");
            string keyFile = Path.Combine(folder, "validator-0.json");
            Console.Error.WriteLine($"next: aether run --genesis {genesisPath} --keys {keyFile} --data node-0");
            return ExitCode.Success;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(ExitCode.Refused, $"cannot write to {folder}: {error.Message}");
        }
    }
}
