using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>One thing the transactions of a block touch: the unit of conflict.</summary>
internal struct Slot
{
    /// <summary>The declared identifier, or the transaction that created the output.</summary>
    public Hash256 Id;

    /// <summary>Index of the output.</summary>
    public uint OutputIndex;

    /// <summary>Gas that its writers used in the block so far.</summary>
    public ulong GasUsed;

    /// <summary>What it stands for.</summary>
    public SlotKind Kind;

    /// <summary>Which of its two cells were put on the list to be loaded: bit 0 and bit 1.</summary>
    public byte Wanted;

    /// <summary>The batch whose queue the next two are of.</summary>
    public int Batch;

    /// <summary>First access of the last group of its queue, or -1.</summary>
    public int LastHead;

    /// <summary>Last access of its queue, or -1.</summary>
    public int LastTail;
}
