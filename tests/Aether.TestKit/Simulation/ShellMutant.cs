namespace Aether.TestKit.Simulation;

/// <summary>Bugs planted around the core, each of which a checker has to find.</summary>
public enum ShellMutant
{
    /// <summary>None.</summary>
    None,

    /// <summary>The safety record is reported durable at once and written late.</summary>
    ReportBeforeWrite,

    /// <summary>The votes in the safety record are forgotten at a restart.</summary>
    ForgetVotes,

    /// <summary>The lock in the safety record is forgotten at a restart.</summary>
    ForgetLock,

    /// <summary>A repeated vote is counted as another validator's.</summary>
    CountMessages,
}
