using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Node.Devnet;
using Aether.Node.Networking;
using Aether.Node.Options.Model;
using Aether.Node.Signing;
using Aether.Node.Storage;

namespace Aether.Node.Options;

/// <summary>A data folder as `aether init` makes it. Doing it twice is as doing it once.</summary>
/// <param name="root">The folder.</param>
/// <param name="role">validator, rpc or archive.</param>
/// <param name="said">Values for the configuration, by key.</param>
internal sealed class NodeFolder(string root, string role, IReadOnlyDictionary<string, string> said)
{
    private const int KesDepth = 7;
    private const string KeyName = "validator.json";

    private static readonly UInt128 s_stake = (UInt128)1_000_000 * 1_000_000_000;

    private string GenesisPath => Path.Combine(root, DevnetFolder.GenesisName);

    private string KeyPath => Path.Combine(root, KeyName);

    private string ConfigPath => Path.Combine(root, NodeOptionTable.FileName);

    /// <summary>Makes what is missing.</summary>
    /// <param name="network">dev, or a genesis file.</param>
    /// <param name="force">Write another configuration over one that is there.</param>
    /// <param name="result">Told the configuration's path.</param>
    /// <param name="notes">Told what was made and what to do next.</param>
    /// <exception cref="NodeStartException">Something there is not what was asked for.</exception>
    public ExitCode Make(string network, bool force, TextWriter result, TextWriter notes)
    {
        NativeSupport.RequireKeys();
        try
        {
            Directory.CreateDirectory(root);
            Dictionary<string, string> values = new(said)
            {
                ["node.role"] = role,
                ["node.genesis"] = GenesisPath,
            };
            if (network == "dev")
            {
                MakeDev(values, notes);
            }
            else
            {
                Join(network, values, notes);
            }
            WriteConfig(values, force, notes);
            result.WriteLine(ConfigPath);
            notes.WriteLine($"next: aether run --data {root}");
            return ExitCode.Success;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(ExitCode.Refused, $"cannot write to {root}: {error.Message}");
        }
    }

    private void MakeDev(Dictionary<string, string> values, TextWriter notes)
    {
        if (role != "validator")
        {
            throw new NodeStartException(
                ExitCode.Usage, "--network dev makes a chain of one validator; leave out --role.");
        }
        values["node.network"] = "dev";
        values["node.keys"] = KeyPath;
        values["faucet.key"] = DevnetKeyFiles.PathOf(root, DevnetAccounts.Faucet);
        if (File.Exists(GenesisPath))
        {
            bool fits = File.Exists(KeyPath) && File.Exists(values["faucet.key"]);
            if (!fits)
            {
                throw new NodeStartException(
                    ExitCode.Refused,
                    $"{root} holds a genesis that init --network dev did not make; choose another --data.");
            }
            notes.WriteLine($"kept: the chain in {GenesisPath}");
            return;
        }
        ChainParameters parameters = new() { KesDepth = KesDepth };
        MakeKeys(parameters.KesDepth, notes);
        using ValidatorKeys keys = ValidatorKeyFile.Load(
            KeyPath, PassphraseSource.Parse(said.GetValueOrDefault("node.keys_passphrase")));
        DevnetKeyFiles.Write(root, DevChain.Seed);
        Genesis genesis = new(
            DevnetFolder.ChainId,
            (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            parameters,
            new ValidatorSet([keys.ToValidator(DevnetFolder.ChainId, s_stake)]),
            DevnetAccounts.GenesisEntries(DevChain.Seed));
        WriteGenesis(GenesisFile.Format(genesis));
        notes.WriteLine($"made: the chain {genesis.ChainId}, genesis {genesis.Hash}");
        notes.WriteLine($"made: funded accounts in {Path.Combine(root, "accounts")}; everybody knows their keys");
    }

    private void Join(string path, Dictionary<string, string> values, TextWriter notes)
    {
        Genesis genesis = GenesisFile.Load(path);
        if (File.Exists(GenesisPath))
        {
            if (GenesisFile.Load(GenesisPath).Hash != genesis.Hash)
            {
                throw new NodeStartException(
                    ExitCode.Refused, $"{GenesisPath} is of another chain than {path}; choose another --data.");
            }
        }
        else
        {
            WriteGenesis(File.ReadAllText(path));
        }
        if (role == "validator" && !values.ContainsKey("signer.endpoint"))
        {
            values["node.keys"] = KeyPath;
            MakeKeys(genesis.Parameters.KesDepth, notes);
        }
        NodeKeyFile.OpenOrCreate(Path.Combine(root, NodeKeyFile.Name)).Dispose();
        notes.WriteLine($"chain: {genesis.ChainId}, genesis {genesis.Hash}");
    }

    private void MakeKeys(int kesDepth, TextWriter notes)
    {
        if (File.Exists(KeyPath))
        {
            notes.WriteLine($"kept: the keys in {KeyPath}");
            return;
        }
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth);
        bool isEncrypted = said.TryGetValue("node.keys_passphrase", out string? source);
        if (isEncrypted)
        {
            keys.Encrypt(PassphraseSource.Parse(source)!, PasswordCost.Default);
        }
        ValidatorKeyFile.Save(KeyPath, keys);
        notes.WriteLine(isEncrypted
            ? $"made: validator keys in {KeyPath}, encrypted and readable by you alone"
            : $"made: validator keys in {KeyPath}, not encrypted and readable by you alone; encrypt them with "
                + $"aether keys encrypt {KeyPath}, and for stake of value keep them in a signer process "
                + "(src/docs/runbooks/signer.md)");
    }

    private void WriteConfig(Dictionary<string, string> values, bool force, TextWriter notes)
    {
        string text = ConfigFileText.Write(values, root);
        if (File.Exists(ConfigPath))
        {
            if (File.ReadAllText(ConfigPath) == text)
            {
                notes.WriteLine($"kept: {ConfigPath}");
                return;
            }
            if (!force)
            {
                throw new NodeStartException(
                    ExitCode.Refused,
                    $"{ConfigPath} is there and says something else; edit it, or write over it with --force.");
            }
        }
        // What is written is read back: a file that init makes is never one that run refuses.
        ConfigFile.Parse(text, ConfigPath);
        File.WriteAllText(ConfigPath + ".tmp", text);
        File.Move(ConfigPath + ".tmp", ConfigPath, overwrite: true);
    }

    // A chain that has run keeps its genesis: another one would make its store worthless.
    private void WriteGenesis(string text)
    {
        if (Directory.Exists(NodeStore.StoreFolder(root)))
        {
            throw new NodeStartException(
                ExitCode.Refused, $"{root} holds a chain without a genesis file; put its genesis.toml back.");
        }
        File.WriteAllText(GenesisPath + ".tmp", text);
        File.Move(GenesisPath + ".tmp", GenesisPath);
    }
}
