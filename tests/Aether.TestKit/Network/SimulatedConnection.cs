namespace Aether.TestKit.Network;

/// <summary>Both ends of one connection. End 0 dialled; a direction is named by the end that sends.</summary>
internal sealed class SimulatedConnection(SimulatedPeer dialler, SimulatedPeer acceptor, ulong firstNumber)
{
    private readonly SimulatedDirection[] _directions = [new(), new()];

    /// <summary>The node at an end.</summary>
    public SimulatedPeer this[int end] => end == 0 ? dialler : acceptor;

    /// <summary>When the way between the ends was last cut, for the idle time; -1 while it is not.</summary>
    public long CutSinceUs { get; set; } = -1;

    /// <summary>The number that this end's process has for it.</summary>
    public Aether.Network.Transport.ConnectionId Id(int end) => new(firstNumber + (ulong)end);

    /// <summary>What the end sends.</summary>
    public SimulatedDirection From(int end) => _directions[end];
}
