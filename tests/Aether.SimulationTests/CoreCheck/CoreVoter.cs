namespace Aether.SimulationTests.CoreCheck;

/// <summary>A state that one honest validator can be in.</summary>
internal sealed record CoreVoter
{
    /// <summary>Its number among those met.</summary>
    public required int Number { get; init; }

    /// <summary>What happened to it since it started.</summary>
    public required CoreAction[] Path { get; init; }

    /// <summary>By view: number of the block prevoted, zero for none.</summary>
    public required int[] Prevotes { get; init; }

    /// <summary>By view: number of the block whose certificate the timeout reports, plus one; zero for none.</summary>
    public required int[] Timeouts { get; init; }

    /// <summary>Numbers of the blocks precommitted.</summary>
    public required int[] Precommits { get; init; }

    /// <summary>How many votes and timeouts it signed.</summary>
    public required int Statements { get; init; }

    /// <summary>Current view.</summary>
    public required int View { get; init; }

    /// <summary>Number of the last final block.</summary>
    public required int Final { get; init; }

    /// <summary>How often it was restarted.</summary>
    public required int Restarts { get; init; }

    /// <summary>What it did that no validator may do; null for nothing.</summary>
    public required string? Fault { get; init; }
}
