namespace Aether.Tools.Cli;

/// <summary>Everything a command touches outside its arguments and files; tests give their own.</summary>
internal sealed class CliEnvironment
{
    /// <summary>Results, nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Errors, warnings, notes and prompts.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> GetVariable { get; init; }

    /// <summary>Asks for a secret without echo; null when stdin is no terminal.</summary>
    public Func<string, byte[]>? AskSecret { get; init; }

    /// <summary>Asks a question and reads a line; null when stdin is no terminal.</summary>
    public Func<string, string?>? AskLine { get; init; }

    /// <summary>True when a person looks at stdout: a screen may be drawn there.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>True when a person looks at stderr: labels may be coloured there.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns and rows of the terminal.</summary>
    public Func<(int Columns, int Rows)> TerminalSize { get; init; } = () => (100, 40);

    /// <summary>Carries HTTP calls.</summary>
    public required HttpMessageHandler Http { get; init; }

    /// <summary>Clock of waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The environment of this process.</summary>
    public static CliEnvironment OfProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        GetVariable = Environment.GetEnvironmentVariable,
        AskSecret = Console.IsInputRedirected ? null : TerminalSecret.Ask,
        AskLine = Console.IsInputRedirected ? null : Ask,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        TerminalSize = () => (Console.WindowWidth, Console.WindowHeight),
        Http = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) },
    };

    /// <summary>The same, with an stderr that may be closed.</summary>
    public CliEnvironment WithLossyError() => new()
    {
        Output = Output,
        Error = new LossyWriter(Error),
        GetVariable = GetVariable,
        AskSecret = AskSecret,
        AskLine = AskLine,
        IsOutputTerminal = IsOutputTerminal,
        IsErrorTerminal = IsErrorTerminal,
        TerminalSize = TerminalSize,
        Http = Http,
        Time = Time,
    };

    private static string? Ask(string question)
    {
        Console.Error.Write(question);
        return Console.ReadLine();
    }
}
