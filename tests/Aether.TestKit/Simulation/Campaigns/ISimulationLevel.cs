namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>One way to turn a seed into a run of a whole network: what a campaign runs again and again.</summary>
/// <remarks><b>Threads</b>: <see cref="Run"/> is called from several threads at once, each with its own seed.</remarks>
public interface ISimulationLevel
{
    /// <summary>The name after <c>--level</c>, such as "S1".</summary>
    string Name { get; }

    /// <summary>Runs one seed to its end. A violation is part of the outcome; nothing is thrown.</summary>
    /// <remarks>Equal seeds give equal outcomes, the digest included.</remarks>
    SimulationOutcome Run(ulong seed);
}
