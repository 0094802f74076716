using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Pipeline.BlockImport;

namespace Aether.Pipeline;

/// <summary>The decisions of the stages on which the promises of a node rest, each as one method.</summary>
/// <remarks>
/// Methods are virtual so that tests can plant a known bug in each and show that the simulator finds it.
/// </remarks>
internal class PipelineRules
{
    /// <summary>False: a transaction counts as seen only once its signatures hold.</summary>
    public virtual bool RemembersBeforeVerifying => false;

    /// <summary>What a seen transaction is known by: it covers every byte, signatures included.</summary>
    public virtual Hash256 SeenAs(Transaction transaction) => transaction.WitnessId;

    /// <summary>True: a transaction that is called accepted goes to the mempool.</summary>
    public virtual bool Keeps(Transaction transaction) => true;

    /// <summary>The state that a block is executed on.</summary>
    public virtual HeadView? FindParent(ExecutedBlocks executed, Hash256 parentHash) => executed.FindView(parentHash);

    /// <summary>Executes a block of another validator and compares roots.</summary>
    public virtual BlockExecution Execute(
        Genesis genesis,
        HeadView parent,
        Header header,
        BlockPayload payload,
        BlockOrigin origin,
        Conviction[][] convictions,
        ExecutionEngine engine) =>
        BlockExecutor.ExecuteAndCompare(genesis, parent.State, header, payload, origin, convictions, engine);

    /// <summary>What a header contributes to the randomness. Consensus has verified the proof.</summary>
    public virtual Hash256 NonceOf(Header header)
    {
        bool decodes = EpochRandomness.TryNonce(header.VrfProof, out Hash256 nonce);
        Check.That(decodes || header.Height == 0);
        return nonce;
    }

    /// <summary>Ends a block of this validator.</summary>
    public virtual BlockExecution Finish(BlockBuilder builder, HeadView parent) => builder.Finish();

    /// <summary>The final head that readers see after a commit.</summary>
    public virtual HeadView PublishedHead(HeadView before, HeadView committed) => committed;
}
