using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Keys;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`keys new` and `keys show`.</summary>
internal static class KeysCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) =>
        CommandTable.Group("keys", "Make and inspect key files.", CreateNew(table), CreateShow(table));

    private static Command CreateNew(CommandTable table)
    {
        Option<string> output = new("--out")
        {
            Description = "Key file to write; never an existing one",
            HelpName = "FILE",
            DefaultValueFactory = _ => "key.json",
        };
        Option<string?> passwordFile = Passwords.CreateOption();
        Option<bool> plaintext = new("--insecure-plaintext")
        {
            Description = "Do not encrypt; the key then works on development and test chains only",
        };
        Option<bool> main = MainOption();
        return table.Define(
            "new",
            "Make a key and write it to an encrypted file that only you can read.",
            [
                "aetherctl keys new --out alice.json",
                "aetherctl keys new --out alice.json --password-file pass.txt --json",
            ],
            (context, _) =>
            {
                string path = context.Arguments.GetRequiredValue(output);
                bool plain = context.Arguments.GetValue(plaintext);
                using SigningSeed seed = SigningSeed.Create();
                KeyFile.Create(path, plain ? Plain(context, seed) : Encrypt(context, seed, passwordFile));
                return Task.FromResult(Describe(KeyFile.Read(path), path, context.Arguments.GetValue(main)));
            },
            output,
            passwordFile,
            plaintext,
            main);
    }

    private static Command CreateShow(CommandTable table)
    {
        Argument<string> file = new("FILE") { Description = "Key file" };
        Option<bool> main = MainOption();
        return table.Define(
            "show",
            "Print the address and public key of a key file. Needs no password.",
            ["aetherctl keys show alice.json", "aetherctl keys show alice.json --field address"],
            (context, _) =>
            {
                string path = context.Arguments.GetRequiredValue(file);
                return Task.FromResult(Describe(KeyFile.Read(path), path, context.Arguments.GetValue(main)));
            },
            file,
            main);
    }

    private static Option<bool> MainOption() => new("--main")
    {
        Description = "Print the address with the prefix of main chains (aeth) instead of taeth",
    };

    private static KeyFileDocument Plain(CommandContext context, SigningSeed seed)
    {
        context.Printer.Warn("the key is not encrypted: whoever reads the file owns it");
        return KeyFileDocument.Plain(seed);
    }

    private static KeyFileDocument Encrypt(CommandContext context, SigningSeed seed, Option<string?> passwordFile)
    {
        byte[] password = Passwords.RequireNew(context, context.Arguments.GetValue(passwordFile));
        try
        {
            return KeyFileDocument.Encrypt(seed, password, PasswordCost.Default);
        }
        finally
        {
            Array.Clear(password);
        }
    }

    private static CommandResult Describe(KeyFileDocument key, string path, bool main)
    {
        string prefix = main ? AddressText.MainPrefix : AddressText.TestPrefix;
        string address = AddressText.Format(key.Address, prefix);
        JsonObject data = new()
        {
            ["address"] = address,
            ["publicKey"] = key.PublicKey.ToString(),
            ["file"] = path,
            ["encrypted"] = key.IsEncrypted,
        };
        return new CommandResult(data,
        [
            ("address", address),
            ("public key", key.PublicKey.ToString()),
            ("file", path),
            ("encrypted", key.IsEncrypted ? "yes" : "no"),
        ]);
    }
}
