using Aether.Core;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Da.Turbine;

namespace Aether.Pipeline.Propagation;

/// <summary>The shreds of a proposer in a view, and the heads they belong to.</summary>
internal sealed class OpenBlock
{
    /// <summary>Opens it with its first head.</summary>
    public OpenBlock(BlockAssembler shreds, OpenHead head)
    {
        Shreds = shreds;
        Heads.Add(head);
        int capacity = shreds.Layout.SetCapacity;
        int bytes = (int)Math.Min(head.Head.Header.PayloadBytes, Limits.Block.MaxPayloadBytes);
        Sets = Math.Max(1, (bytes + capacity - 1) / capacity);
        Planner = new RepairPlanner(shreds, head.Hash, Sets);
    }

    /// <summary>Its shreds.</summary>
    public BlockAssembler Shreds { get; }

    /// <summary>What is missing of it.</summary>
    public RepairPlanner Planner { get; }

    /// <summary>Sets that the payload of the first head fills.</summary>
    public int Sets { get; }

    /// <summary>Sets that became whole.</summary>
    public int CompleteSets { get; set; }

    /// <summary>True once the leader was reported for what it signed.</summary>
    public bool IsReported { get; set; }

    /// <summary>One, or two of a leader that signed two headers.</summary>
    public List<OpenHead> Heads { get; } = new(Limits.Shred.MaxHeads);

    /// <summary>The head of a block; null when it is another's.</summary>
    public OpenHead? Find(Hash256 hash) => Heads.Find(head => head.Hash == hash);

    /// <summary>True while the payload of a head is missing.</summary>
    public bool IsWaiting => Heads.Exists(head => !head.IsDone);
}
