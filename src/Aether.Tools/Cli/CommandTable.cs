using System.CommandLine;

namespace Aether.Tools.Cli;

/// <summary>
/// Makes commands whose actions all end the same way: a printed result or a printed error, and an exit code.
/// </summary>
internal sealed class CommandTable(CliEnvironment environment)
{
    private readonly Dictionary<Command, string[]> _examples = [];

    /// <summary>Examples of each command, for help.</summary>
    public IReadOnlyDictionary<Command, string[]> Examples => _examples;

    /// <summary>A command with an action.</summary>
    /// <param name="name">Name.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="examples">Whole command lines.</param>
    /// <param name="action">What it does.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public Command Define(
        string name,
        string description,
        string[] examples,
        Func<CommandContext, CancellationToken, Task<CommandResult>> action,
        params Symbol[] symbols)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }
        command.SetAction((arguments, cancellation) => RunAsync(arguments, action, cancellation));
        _examples.Add(command, examples);
        return command;
    }

    /// <summary>A command that only holds others.</summary>
    public static Command Group(string name, string description, params Command[] commands)
    {
        Command group = new(name, description);
        foreach (Command command in commands)
        {
            group.Subcommands.Add(command);
        }
        return group;
    }

    private async Task<int> RunAsync(
        ParseResult arguments,
        Func<CommandContext, CancellationToken, Task<CommandResult>> action,
        CancellationToken cancellation)
    {
        ResultPrinter printer = new(environment, OutputStyle.Of(arguments, environment));
        CommandContext context = new(arguments, environment, printer);
        try
        {
            if (arguments.GetValue(GlobalOptions.PrintCommand))
            {
                printer.Trace("command: " + CommandText.Of(arguments, context.Endpoint.Address));
            }
            CommandResult result = await action(context, cancellation).ConfigureAwait(false);
            return Print(printer, result);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
        catch (Exception error)
        {
            // The host boundary: every failure becomes one error with a code, never a stack trace.
            return (int)printer.Fail(ErrorTranslator.Translate(error) ?? ErrorTranslator.Unexpected(error));
        }
    }

    private static int Print(ResultPrinter printer, CommandResult result)
    {
        try
        {
            return (int)printer.Succeed(result);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCode.Denied, ErrorCode.CannotWrite, "cannot write to stdout", "it is closed, or its disk is full",
                "give the result a place to go");
        }
    }
}
