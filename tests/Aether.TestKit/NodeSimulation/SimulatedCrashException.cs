namespace Aether.TestKit.NodeSimulation;

/// <summary>Ends the node that is running: power loss or a kill at this effect.</summary>
public sealed class SimulatedCrashException() : Exception("the simulator stopped this node");
