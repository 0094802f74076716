using System.CommandLine;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether keys`: puts a validator's key file under a passphrase, takes it off, says whose it is.</summary>
internal static class KeysCommand
{
    /// <summary>The commands.</summary>
    public static Command Create() => new("keys", "Look at a validator's key file, encrypt it or decrypt it.")
    {
        Define(
            "encrypt",
            "Put the secrets under a passphrase, or under another one. The file is replaced whole or not at all.",
            Encrypt,
            NewPassphraseOption()),
        Define("decrypt", "Write the secrets in the clear, readable by you alone, as development needs them.", Decrypt),
        Define("show", "Print whose keys a file holds. Needs no passphrase.", Show),
    };

    /// <summary>Where the passphrase of a key file that is read comes from.</summary>
    public static Option<string?> PassphraseOption() => new("--keys-passphrase")
    {
        Description = $"Where the passphrase of encrypted keys comes from: {PassphraseSource.Forms}. "
            + "[default: asked for on a terminal]",
        HelpName = "SOURCE",
    };

    private static Option<string?> NewPassphraseOption() => new("--new-passphrase")
    {
        Description = $"Where the new passphrase comes from: {PassphraseSource.Forms}. "
            + "[default: asked for on a terminal]",
        HelpName = "SOURCE",
    };

    private static Command Define(
        string name, string description, Action<string, string?, string?> run, Option<string?>? more = null)
    {
        Argument<string> file = new("FILE") { Description = "The validator's key file." };
        Option<string?> passphrase = PassphraseOption();
        Command command = new(name, description) { file };
        if (name != "show")
        {
            command.Options.Add(passphrase);
        }
        if (more is not null)
        {
            command.Options.Add(more);
        }
        command.SetAction(parsed =>
        {
            NativeSupport.RequireKeys();
            run(
                parsed.GetValue(file)!,
                name == "show" ? null : parsed.GetValue(passphrase),
                more is null ? null : parsed.GetValue(more));
            return (int)ExitCode.Success;
        });
        return command;
    }

    private static void Encrypt(string path, string? passphrase, string? fresh)
    {
        using ValidatorKeys keys = Load(path, passphrase);
        PassphraseSource source = PassphraseSource.Parse(fresh) ?? throw new NodeStartException(
            ExitCode.Usage, $"say where the new passphrase is with --new-passphrase {PassphraseSource.Forms}.");
        keys.Encrypt(source, PasswordCost.Default);
        Replace(path, keys);
        Console.Error.WriteLine(
            $"{path} is encrypted; a node that uses it needs --keys-passphrase, and copies made before are not.");
    }

    private static void Decrypt(string path, string? passphrase, string? fresh)
    {
        using ValidatorKeys keys = Load(path, passphrase);
        keys.Decrypt();
        Replace(path, keys);
        Console.Error.WriteLine($"{path} is not encrypted: whoever reads it owns the validator.");
    }

    private static void Show(string path, string? passphrase, string? fresh)
    {
        (PublicKey cold, bool isEncrypted) = ValidatorKeyFile.Describe(path);
        Console.WriteLine($"address    {AddressText.Format(Address.FromPublicKey(cold), AddressText.TestPrefix)}");
        Console.WriteLine($"on main    {AddressText.Format(Address.FromPublicKey(cold), AddressText.MainPrefix)}");
        Console.WriteLine($"cold key   {cold.Value}");
        Console.WriteLine($"encrypted  {(isEncrypted ? "yes" : "no")}");
    }

    private static ValidatorKeys Load(string path, string? passphrase) =>
        ValidatorKeyFile.Load(path, PassphraseSource.Parse(passphrase));

    // A running node would write its evolved key over this file as the file was when it started.
    private static void Replace(string path, ValidatorKeys keys)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        using DataFolderLock? held = File.Exists(Path.Combine(folder, "LOCK"))
            ? DataFolderLock.Acquire(folder, "aether keys")
            : null;
        try
        {
            ValidatorKeyFile.Replace(path, keys);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(ExitCode.Refused, $"cannot write {path}: {error.Message}");
        }
    }
}
