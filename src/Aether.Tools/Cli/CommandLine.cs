using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Aether.Tools.Cli.Networks;
using Aether.Tools.Cli.Reference;
using Aether.Tools.Commands;
using Aether.Tools.Commands.Top;
using Aether.Tools.LoadGen.Commands;

namespace Aether.Tools.Cli;

/// <summary>The command tree of `aetherctl` and its one entry point.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line and returns the exit code. Never throws for anything a user can cause.</summary>
    public static async Task<int> RunAsync(
        string[] arguments, CliEnvironment environment, CancellationToken cancellation = default)
    {
        environment = environment.WithLossyError();
        RootCommand root = Build(environment);
        try
        {
            arguments = Aliases.Replace(arguments, environment);
        }
        catch (CliException error)
        {
            return (int)new ResultPrinter(environment, OutputStyle.Of(arguments, environment)).Fail(error);
        }
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            return RefuseUsage(parsed, arguments, environment);
        }
        InvocationConfiguration configuration = new()
        {
            Output = environment.Output,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
    }

    /// <summary>Builds the tree.</summary>
    internal static RootCommand Build(CliEnvironment environment) => Tree(environment).Root;

    /// <summary>Builds the tree with its examples.</summary>
    internal static CommandTree Tree(CliEnvironment environment)
    {
        CommandTable table = new(environment);
        RootCommand root = new("Keys, transactions, queries and proofs for an Aether chain.");
        foreach (Option option in GlobalOptions.All)
        {
            root.Options.Add(option);
        }
        root.Subcommands.Add(KeysCommands.Create(table));
        root.Subcommands.Add(StatusCommand.Create(table));
        root.Subcommands.Add(PeersCommands.Create(table));
        root.Subcommands.Add(BalanceCommand.Create(table));
        root.Subcommands.Add(AccountCommands.Create(table));
        root.Subcommands.Add(TransferCommand.Create(table));
        root.Subcommands.Add(ObjectCommands.Create(table));
        root.Subcommands.Add(AssetCommands.Create(table));
        root.Subcommands.Add(FaucetCommand.Create(table));
        root.Subcommands.Add(SubmitCommand.Create(table));
        root.Subcommands.Add(TransactionCommand.Create(table));
        root.Subcommands.Add(BlockCommand.Create(table));
        root.Subcommands.Add(GenesisCommands.Create(table));
        root.Subcommands.Add(ProofCommands.Create(table));
        root.Subcommands.Add(SequenceCommands.Create(table));
        root.Subcommands.Add(ContractCommands.Create(table));
        root.Subcommands.Add(LoadGenCommands.Create(table));
        root.Subcommands.Add(ReadyCommand.Create(table));
        root.Subcommands.Add(RpcCommand.Create(table));
        root.Subcommands.Add(NetworkCommands.Create(table));
        root.Subcommands.Add(AliasCommands.Create(table));
        root.Subcommands.Add(TopCommand.Create(table));
        root.Subcommands.Add(MetricsCommand.Create(table));
        root.Subcommands.Add(DoctorCommand.Create(table));
        root.Subcommands.Add(DebugCommands.Create(table));
        root.Subcommands.Add(AdminCommands.Create(table));
        root.Subcommands.Add(DevCommands.Create(table));
        root.Subcommands.Add(ExplainCommand.Create(table));
        root.Subcommands.Add(CompletionCommand.Create(table));
        root.Subcommands.Add(HelpCommand.Create(table));
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExampleHelp((HelpAction)help.Action!, table.Examples);
        }
        return new CommandTree(root, table.Examples);
    }

    private static int RefuseUsage(ParseResult parsed, string[] arguments, CliEnvironment environment)
    {
        List<string> path = [];
        for (Command? command = parsed.CommandResult.Command; command is not null; command = Parent(command))
        {
            path.Insert(0, command is RootCommand ? "aetherctl" : command.Name);
        }
        string why = string.Join(' ', parsed.Errors.Select(error => error.Message));
        string help = $"{string.Join(' ', path)} --help";
        string hint = Meant(parsed) is { } name ? $"did you mean {name}? Else {help}" : help;
        CliException error = new(ExitCode.Usage, ErrorCode.Usage, "the command line does not parse", why, hint);
        return (int)new ResultPrinter(environment, OutputStyle.Of(arguments, environment)).Fail(error);
    }

    // The first word that nothing took decides: later ones are often arguments of what was meant.
    private static string? Meant(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> names = parsed.UnmatchedTokens is [['-', ..], ..]
            ? command.Options.Concat(GlobalOptions.All).Where(option => !option.Hidden).Select(option => option.Name)
            : command.Subcommands.Select(child => child.Name);
        return parsed.UnmatchedTokens.Count == 0 ? null : NearestName.To(parsed.UnmatchedTokens[0], names);
    }

    private static Command? Parent(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
}
