using System.CommandLine;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer`: the process that holds a validator's hot keys.</summary>
internal static class SignerCommand
{
    private const string Description = """
        Hold validator keys in a process of their own, with their own log of what they signed.

        Examples:
          aether signer init --key-dir signer --keys validator-0.json --genesis genesis.toml --init-empty
          aether signer serve --key-dir signer --listen unix:/run/aether/signer.sock
          aether signer serve --key-dir signer --listen tls:10.0.0.5:7300 --tls-cert s.pem --tls-key s.key
          aether run --genesis genesis.toml --data node-0 --signer unix:/run/aether/signer.sock
          aether signer status --key-dir signer
          aether signer export --key-dir signer --out marks.json --hand-over
          aether signer import --key-dir signer --in marks.json
          aether signer keys new-kes --key-dir signer --name validator-0 --start-epoch 350 --cold validator-0.json

        How to set up, move, restore: src/docs/runbooks/signer.md.
        """;

    /// <summary>The command with its parts.</summary>
    public static Command Create() => new("signer", Description)
    {
        SignerServeCommand.Create(),
        SignerInitCommand.Create(),
        SignerStatusCommand.Create(),
        SignerExportCommand.Create(),
        SignerImportCommand.Create(),
        SignerKeysCommand.Create(),
    };

    /// <summary>Where the keys lie.</summary>
    public static Option<string> KeyFolder() => new("--key-dir")
    {
        Description = "Folder of the signer's keys and logs.",
        Required = true,
    };

    /// <summary>Where the anchors lie.</summary>
    public static Option<string?> AnchorFolder() => new("--anchor-dir")
    {
        Description = "Folder of the anchors, best on another disk; beside the keys unless given. Always the same.",
    };

    /// <summary>Which key.</summary>
    public static Option<string?> KeyName() => new("--name")
    {
        Description = "Name of the key's folder; not needed when there is one.",
    };

    /// <summary>The named key, or the only one.</summary>
    public static string OneName(SignerFolder folder, string? name)
    {
        IReadOnlyList<string> names = folder.Names();
        if (name is null && names.Count == 1)
        {
            return names[0];
        }
        return name is not null && names.Contains(name)
            ? name
            : throw new NodeStartException(
                ExitCode.Usage, $"--name is one of the keys in {folder.Root}: {string.Join(", ", names)}.");
    }
}
