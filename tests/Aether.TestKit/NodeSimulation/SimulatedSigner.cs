using Aether.Consensus.SlashingProtection;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// The signer of one life of a node: the core of the real one with its own log, and keys of the simulation. The
/// checkers see every request before it is signed.
/// </summary>
internal sealed class SimulatedSigner : IValidatorSigner
{
    private readonly NodeProcess _node;
    private readonly int _incarnation;
    private readonly SignerCore _core;

    /// <summary>Starts from the log on the disk.</summary>
    public SimulatedSigner(NodeProcess node)
    {
        _node = node;
        _incarnation = node.Incarnation;
        _core = new SignerCore(node.Simulation.Genesis.Hash, node.Disk.Signer.Read() ?? SignerRecord.Empty);
    }

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        _node.Boundary(_incarnation);
        _node.Simulation.Votes.Signed(_node, request);
        SignerDecision decision = _core.Decide(request);
        _node.Simulation.Check(decision.Refusal == SignerRefusal.None, "I-24",
            $"the signer of node {_node.Index} refuses {request}: {decision.Refusal}");
        if (!ReferenceEquals(decision.Next, _core.Record))
        {
            _node.Disk.Signer.Write(decision.Next);
            _node.Boundary(_incarnation);
            _node.Disk.Signer.Sync();
            _core.Accept(decision.Next);
        }
        _node.Boundary(_incarnation);
        signature = _node.Simulation.Keys.Sign((ushort)_node.Index, request, decision.Message);
        reason = "";
        return true;
    }
}
