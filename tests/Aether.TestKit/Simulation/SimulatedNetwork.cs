using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>Links between endpoints: latency, loss, duplication, reordering and partitions.</summary>
public sealed class SimulatedNetwork
{
    private readonly Simulation _simulation;
    private readonly SimulationRandom _random;
    private readonly bool[,] _blocked;

    internal SimulatedNetwork(Simulation simulation, int endpoints)
    {
        _simulation = simulation;
        _random = new SimulationRandom(simulation.Settings.Seed, "network");
        _blocked = new bool[endpoints, endpoints];
    }

    /// <summary>Cuts or mends one direction of a link.</summary>
    public void SetBlocked(int from, int to, bool blocked) => _blocked[from, to] = blocked;

    /// <summary>Mends every link.</summary>
    public void Heal() => Array.Clear(_blocked);

    /// <summary>
    /// Sends a message to every endpoint of a validator, <paramref name="extraUs"/> later than usual.
    /// </summary>
    public void Send(SimulatedNode from, ushort validator, ConsensusMessage message, long extraUs = 0)
    {
        foreach (SimulatedNode to in _simulation.EndpointsOf(validator))
        {
            if (ReferenceEquals(from, to) || _blocked[from.Endpoint, to.Endpoint])
            {
                continue;
            }
            if (_simulation.FaultsLast && _random.Chance(_simulation.Settings.LossPermille, 1000))
            {
                continue;
            }
            Deliver(from, to, message, extraUs);
            if (_simulation.FaultsLast && _random.Chance(_simulation.Settings.DuplicatePermille, 1000))
            {
                Deliver(from, to, message, extraUs + _random.Between(0, 400_000));
            }
        }
    }

    private void Deliver(SimulatedNode from, SimulatedNode to, ConsensusMessage message, long extraUs)
    {
        SimulationSettings settings = _simulation.Settings;
        long due = _simulation.NowUs + settings.LatencyUs + _random.Between(0, settings.JitterUs) + extraUs;
        ushort peer = from.Validator;
        _simulation.At(due, () => to.Receive(peer, message));
    }
}
