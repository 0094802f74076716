using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Pipeline.Mempool;

namespace Aether.Pipeline;

/// <summary>What an operator may choose. Nothing here changes which blocks are valid.</summary>
public sealed record PipelineOptions
{
    /// <summary>Mempool sizes.</summary>
    public MempoolOptions Mempool { get; init; } = new();

    /// <summary>Pacing of views; null for that of the genesis slot time.</summary>
    public ConsensusTiming? Timing { get; init; }

    /// <summary>
    /// Most transactions this node puts into a block it builds: bounds the time that executing it takes from the
    /// slot.
    /// </summary>
    public int MaxBlockTransactions { get; init; } = Limits.Block.MaxTransactions;

    /// <summary>
    /// Lanes that execute a block: the execution thread and threads of their own. 1 executes serially. The result is
    /// the same for any number.
    /// </summary>
    public int ExecutionLanes { get; init; } = 1;

    /// <summary>True to bind each lane's thread to a processor: for a machine that runs one node.</summary>
    public bool PinLanes { get; init; }

    /// <summary>
    /// One block in so many that several lanes executed is executed again serially, and a difference halts the node;
    /// 0 for none.
    /// </summary>
    public int CheckExecutionEvery { get; init; }

    /// <summary>Verified transactions remembered: a power of two.</summary>
    public int SeenTransactions { get; init; } = Limits.Pipeline.SeenTags;

    /// <summary>Blocks of memory for transactions that wait for their checks.</summary>
    public int IngressBlocks { get; init; } = Limits.Pipeline.IngressBlocks;

    /// <summary>Entries between the proposing thread and the recorder of its slot: a power of two.</summary>
    public int SequenceEntries { get; init; } = Limits.Sequencing.RingEntries;
}
