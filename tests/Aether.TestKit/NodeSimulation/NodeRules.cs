using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;

namespace Aether.TestKit.NodeSimulation;

/// <summary>The rules of a node with at most one planted bug.</summary>
internal sealed class NodeRules(NodeMutant mutant, NodeKeys keys) : PipelineRules
{
    /// <inheritdoc/>
    public override Hash256 NonceOf(Header header) => keys.NonceOf(header) ?? base.NonceOf(header);

    /// <inheritdoc/>
    public override bool RemembersBeforeVerifying => mutant == NodeMutant.RememberUnverified;

    /// <inheritdoc/>
    public override bool Keeps(Transaction transaction) =>
        mutant != NodeMutant.LoseAccepted || transaction.Id.Span[0] % 8 != 0;

    /// <inheritdoc/>
    public override Hash256 SeenAs(Transaction transaction) =>
        mutant == NodeMutant.RememberUnverified ? transaction.Id : transaction.WitnessId;

    /// <inheritdoc/>
    public override HeadView? FindParent(ExecutedBlocks executed, Hash256 parentHash)
    {
        HeadView? parent = executed.FindView(parentHash);
        bool wrong = mutant == NodeMutant.WrongParentState && parent?.Parent is not null;
        return wrong ? LedgerMutation.OnState(parent!, parent!.Parent!.State) : parent;
    }

    /// <inheritdoc/>
    public override BlockExecution Finish(BlockBuilder builder, HeadView parent) =>
        LedgerMutation.Apply(mutant, parent, builder.Finish());

    /// <inheritdoc/>
    public override BlockExecution Execute(
        Genesis genesis,
        HeadView parent,
        Header header,
        BlockPayload payload,
        BlockOrigin origin,
        Conviction[][] convictions,
        ExecutionEngine engine)
    {
        if (mutant == NodeMutant.None)
        {
            return base.Execute(genesis, parent, header, payload, origin, convictions, engine);
        }
        BlockContext context = BlockContext.Of(header, origin, parent.State);
        if (!context.Fits(parent.State))
        {
            return BlockExecution.Invalid(BlockError.WrongEpoch);
        }
        BlockExecution execution = BlockExecutor.Execute(
            genesis, parent.State, context, payload.Transactions, convictions, engine);
        execution = execution.IsValid ? LedgerMutation.Apply(mutant, parent, execution) : execution;
        bool agrees = execution.IsValid && execution.PostState!.Root == header.StateRoot
            && execution.ReceiptsRoot == header.ReceiptsRoot;
        return !execution.IsValid || agrees ? execution : BlockExecution.Invalid(BlockError.StateRootMismatch);
    }

    /// <inheritdoc/>
    public override HeadView PublishedHead(HeadView before, HeadView committed) =>
        mutant == NodeMutant.StaleHead && committed.Header.Height % 4 == 0 ? before : committed;
}
