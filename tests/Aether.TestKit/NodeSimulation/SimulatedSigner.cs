using Aether.Consensus.SlashingProtection;

namespace Aether.TestKit.NodeSimulation;

/// <summary>The keys of a node; the checkers see every request before it is signed.</summary>
internal sealed class SimulatedSigner(NodeProcess node) : IValidatorSigner
{
    private readonly int _incarnation = node.Incarnation;

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        node.Boundary(_incarnation);
        node.Simulation.Votes.Signed(node, request);
        signature = node.Simulation.Keys.Sign((ushort)node.Index, request);
        reason = "";
        node.Boundary(_incarnation);
        return true;
    }
}
