using System.CommandLine;
using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Kes;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer keys`: the keys of a signer, and new KES keys for them.</summary>
internal static class SignerKeysCommand
{
    private const int DefaultDepth = 9;

    /// <summary>The command with its parts.</summary>
    public static Command Create()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> anchors = SignerCommand.AnchorFolder();
        Command command = new("keys", "List the keys of a signer.") { folder, anchors };
        command.SetAction(parsed => (int)List(
            SignerFolder.At(parsed.GetValue(folder)!, parsed.GetValue(anchors))));
        command.Add(CreateNewKes());
        return command;
    }

    private static Command CreateNewKes()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> name = SignerCommand.KeyName();
        Option<uint> start = new("--start-epoch") { Description = "First epoch it signs in.", Required = true };
        Option<string?> cold = new("--cold") { Description = "Key file with the cold key; or name a token." };
        TokenOptions token = new("Label of the ed25519 cold key in the token, instead of --cold.");
        Option<int> depth = new("--depth")
        {
            Description = "Two to the power of this many periods; as the chain's kes_depth.",
            DefaultValueFactory = _ => DefaultDepth,
        };
        Command command = new("new-kes", "Make the next KES key and have the cold key certify it; then restart serve.")
        {
            folder, name, start, cold, depth,
        };
        token.AddTo(command);
        command.SetAction(parsed => (int)NewKes(
            SignerFolder.At(parsed.GetValue(folder)!, null),
            parsed.GetValue(name),
            parsed.GetValue(start),
            OpenCold(parsed.GetValue(cold), token.Read(parsed)),
            OptionValue.Within(parsed.GetValue(depth), 1, Limits.Consensus.MaxKesDepth, "--depth")));
        return command;
    }

    private static ExitCode List(SignerFolder folder)
    {
        NativeSupport.RequireKeys();
        foreach (string name in folder.Names())
        {
            using SignerKeyFile key = SignerKeyFile.Load(folder.KeyPath(name));
            Console.WriteLine($"{name}: vote {Hex.Encode(key.BlsKey.Span)}");
            Console.WriteLine($"{name}: vrf {key.VrfKey.Value}, cold {key.ColdKey.Value}, chain {key.GenesisHash}");
            using KesKeyFolder kes = KesKeyFolder.Open(folder.KesPath(name), key.ColdKey, key.GenesisHash);
            foreach (KesKeyState state in kes.Keys)
            {
                Console.WriteLine(
                    $"{name}: kes #{state.Certificate.Counter} {state.Certificate.KesKey.Value} epochs "
                    + $"{state.Certificate.StartEpoch} to {state.LastEpoch}, {state.Left} left");
            }
        }
        return ExitCode.Success;
    }

    // Opened only when all else is read, so that a token is asked for as short as can be.
    private static Func<IKeyProvider> OpenCold(string? path, (Pkcs11Options Token, string Key)? token)
    {
        if (path is null == token is null)
        {
            throw new NodeStartException(
                ExitCode.Usage, "the cold key is in a file (--cold) or in a token (--pkcs11-...): name one.");
        }
        return token is { } named
            ? () => Pkcs11KeyProvider.Open(named.Token with { ColdKeyLabel = named.Key })
            : () => OpenFile(path!);
    }

    private static FileKeyProvider OpenFile(string path)
    {
        using ValidatorKeys validator = ValidatorKeyFile.Load(path, PassphraseSource.Terminal);
        return new FileKeyProvider([.. validator.ColdSeed], path, "");
    }

    private static ExitCode NewKes(
        SignerFolder folder, string? wanted, uint startEpoch, Func<IKeyProvider> openCold, int depth)
    {
        NativeSupport.RequireKeys();
        string name = SignerCommand.OneName(folder, wanted);
        using SignerKeyFile key = SignerKeyFile.Load(folder.KeyPath(name));
        using IKeyProvider cold = openCold();
        if (cold.ColdKey != key.ColdKey)
        {
            throw new NodeStartException(
                ExitCode.Refused,
                $"{cold.Description} holds cold key {cold.ColdKey.Value}, but {name} belongs to {key.ColdKey.Value}; "
                + "its certificate would not hold.");
        }
        using KesKeyFolder kes = KesKeyFolder.Open(folder.KesPath(name), key.ColdKey, key.GenesisHash);
        byte[] seed = RandomNumberGenerator.GetBytes(KesSigningKey.SeedBytes);
        KesSigningKey made = KesSigningKey.FromSeed(seed, depth);
        CryptographicOperations.ZeroMemory(seed);
        ulong counter = kes.NextCounter;
        uint periods = Math.Min(Limits.Consensus.MaxKesEvolutions, (uint)made.PeriodCount);
        KesCertificate certificate = KesCertificate.Create(
            cold, key.GenesisHash, new PublicKey(new Hash256(made.VerificationKey)), startEpoch, periods, counter);
        kes.Add(made, certificate, key.ColdKey, key.GenesisHash);
        Console.WriteLine($"{certificate.KesKey.Value}");
        Console.Error.WriteLine(
            $"KES key #{counter} covers epochs {startEpoch} to {startEpoch + periods - 1}; register it on the chain "
            + "before that epoch and restart aether signer serve.");
        return ExitCode.Success;
    }
}
