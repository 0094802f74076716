using System.CommandLine;
using System.CommandLine.Parsing;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>
/// The command line of `aether`. Standard output carries results only; everything else goes to standard error.
/// </summary>
internal static class AetherCommand
{
    private const string Description = """
        The Aether node.

        Examples:
          aether dev                                 a chain for development: funded accounts, a faucet
          aether devnet                              four validators in this process, live view
          aether devnet --for 60s --json             one JSON line a second, then a summary
          aether devnet --processes --validators 7   each validator a process, connected by QUIC
          aether devnet --netns --link-loss 1%       on bad links, as root
          aether init --network dev --data node-0    a data folder: configuration, genesis, keys
          aether run --data node-0                   the node of that folder
          aether config show --origin                what is in force, and why
          aether init-genesis --out chain --validators 4
          aether keys encrypt node-0/validator.json  a validator's keys under a passphrase
          aether signer --help                       keys in a process of their own
          aether snapshots --help                    the state in files that anyone can check
          aether db --help                           look at the store of a stopped node
          aether replay --help                       execute its blocks again
          aether rollback --help                     drop its blocks that are not final

        Exit codes: 0 success; 1 unexpected, missing library; 2 usage, configuration or genesis; 3 port in use;
        8 refused by a lock, permission or slashing protection; 9 a snapshot does not hold, or blocks give another
        root; 74 storage or disk; 75 a stop took too long; 76 conflicting final blocks; 130 SIGINT; 143 SIGTERM.
        """;

    /// <summary>
    /// Parses and runs; returns the exit code. Expected failures print one sentence on standard error.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new(Description)
        {
            DevnetCommand.Create(),
            RunCommand.CreateDev(),
            InitCommand.Create(),
            ConfigCommand.Create(),
            InitGenesisCommand.Create(),
            RunCommand.Create(),
            NodeKeyCommand.Create(),
            KeysCommand.Create(),
            SignerCommand.Create(),
            SnapshotsCommand.Create(),
            DbCommand.Create(),
            ReplayCommand.Create(),
            RollbackCommand.Create(),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Fail(ExitCode.Usage, Sentence(parsed.Errors[0]) + " Try: aether --help");
        }
        try
        {
            InvocationConfiguration configuration = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (NodeStartException error)
        {
            return Fail(error.Code, error.Message);
        }
        catch (ConfigException error)
        {
            return Fail(ExitCode.Usage, error.Message);
        }
        catch (Signing.SafetyLogException error)
        {
            return Fail(ExitCode.Refused, error.Message);
        }
        catch (Signing.KeyProviderException error)
        {
            return Fail(ExitCode.Refused, error.Message);
        }
        catch (Exception error)
        {
            string cause = $"{error.GetType().Name}: {error.Message}";
            return Fail(ExitCode.Unexpected, $"unexpected error, please report it: {cause}");
        }
    }

    private static int Fail(ExitCode code, string sentence)
    {
        Console.Error.WriteLine("aether: " + sentence.ReplaceLineEndings(" "));
        return (int)code;
    }

    private static string Sentence(ParseError error) =>
        error.Message.EndsWith('.') ? error.Message : error.Message + ".";
}
