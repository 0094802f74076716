namespace Aether.SimulationTests.CoreCheck;

/// <summary>What may happen to a validator.</summary>
internal enum CoreActionKind
{
    /// <summary>A block arrives.</summary>
    Proposal,

    /// <summary>The prevotes that certify a block arrive, one by one.</summary>
    Prevotes,

    /// <summary>A commit certificate arrives.</summary>
    Commit,

    /// <summary>Timeouts of the faulty validator and of one other arrive.</summary>
    Join,

    /// <summary>A timeout certificate arrives.</summary>
    Entry,

    /// <summary>The timer fires.</summary>
    Timer,

    /// <summary>The node stops and starts from its disk.</summary>
    Restart,
}
