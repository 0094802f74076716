using System.CommandLine;

namespace Aether.Node.Cli;

/// <summary>`aether snapshots`: the state after a block in files that anyone can check.</summary>
internal static class SnapshotsCommand
{
    private const string Description = """
        Make, check, copy and import snapshots of the state.

        A running node makes one after the closing block of every epoch, in DATA/snapshots. Every chunk carries the
        proof that it is part of the state, so a mirror need not be trusted.

        Examples:
          aether snapshots list --data node-0
          aether snapshots create --data node-0 --genesis chain/genesis.toml
          aether snapshots verify --data node-0 --genesis chain/genesis.toml
          aether snapshots export --data node-0 --to s3://bucket/aether
          aether snapshots import --from s3://bucket/aether --data node-1 --genesis chain/genesis.toml

        Exit code 9: a snapshot does not hold; the sentence names the chunk.
        """;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("snapshots", Description)
    {
        SnapshotsListCommand.Create(),
        SnapshotsCreateCommand.Create(),
        SnapshotsVerifyCommand.Create(),
        SnapshotsExportCommand.Create(),
        SnapshotsImportCommand.Create(),
    };
}
