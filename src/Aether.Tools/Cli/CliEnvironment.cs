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
        Http = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) },
    };
}
