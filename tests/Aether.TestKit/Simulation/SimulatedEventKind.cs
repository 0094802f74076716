namespace Aether.TestKit.Simulation;

/// <summary>What an event of the simulation is.</summary>
internal enum SimulatedEventKind : byte
{
    /// <summary>Runs an action.</summary>
    Action,

    /// <summary>A message arrives, whatever incarnation of the node is running.</summary>
    Deliver,

    /// <summary>A write is on disk.</summary>
    Written,

    /// <summary>The signer answers.</summary>
    Signed,

    /// <summary>A write is called durable before it is on disk: a planted bug.</summary>
    Reported,

    /// <summary>The timer is due.</summary>
    Timer,

    /// <summary>A block was executed.</summary>
    Executed,

    /// <summary>A block was built.</summary>
    Built,

    /// <summary>What a pause held back.</summary>
    Resumed,

    /// <summary>An action of one incarnation.</summary>
    OwnAction,
}
