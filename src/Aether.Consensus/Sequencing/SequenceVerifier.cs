using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Consensus.Sequencing;

/// <summary>Checks recorded slots by their bytes alone. Pure; no input throws.</summary>
public static class SequenceVerifier
{
    /// <summary>The chain of hashes, the shape of the steps, and that nothing was lost.</summary>
    public static SequenceError Check(SlotSequence sequence)
    {
        if (!HasChain(sequence))
        {
            return SequenceError.BrokenChain;
        }
        ReadOnlySpan<SequenceStep> steps = sequence.Steps;
        foreach (SequenceStep step in steps)
        {
            if (step.Kind == SequenceKind.Lost)
            {
                return SequenceError.EntriesLost;
            }
        }
        if (steps.IsEmpty || steps[0].Kind != SequenceKind.Begin || steps[0].DeltaNs != 0 || !HasOrder(steps[1..]))
        {
            return SequenceError.BadShape;
        }
        return steps[^1].Kind == SequenceKind.Sealed ? SequenceError.None : SequenceError.NotSealed;
    }

    /// <summary>As <see cref="Check"/>, and that the slot's order is that of the block with this header.</summary>
    /// <remarks>
    /// The header commits to the order, so no payload is needed. The caller knows the header to be real.
    /// </remarks>
    public static SequenceError CheckBlock(SlotSequence sequence, Hash256 genesisHash, Header header)
    {
        SequenceError error = Check(sequence);
        if (error != SequenceError.None)
        {
            return error;
        }
        SequenceStep[] steps = sequence.Steps;
        if (sequence.GenesisHash != genesisHash)
        {
            return SequenceError.WrongChain;
        }
        if (sequence.View != header.View || sequence.Proposer != header.Proposer || steps[0].Id != header.ParentHash)
        {
            return SequenceError.WrongSlot;
        }
        if (steps[^1].Id != header.Hash)
        {
            return SequenceError.WrongBlock;
        }
        if (PayloadRoot(steps) != header.PayloadRoot || steps[^2].Id != header.PayloadRoot)
        {
            return SequenceError.WrongOrder;
        }
        return EvidenceRoot(steps) == header.EvidenceRoot ? SequenceError.None : SequenceError.WrongEvidence;
    }

    /// <summary>That <paramref name="next"/> was recorded right after <paramref name="earlier"/>.</summary>
    public static SequenceError CheckContinues(SlotSequence earlier, SlotSequence next)
    {
        if (!HasChain(earlier) || !HasChain(next))
        {
            return SequenceError.BrokenChain;
        }
        return next.Previous == earlier.Head && next.GenesisHash == earlier.GenesisHash
            ? SequenceError.None
            : SequenceError.NotContinued;
    }

    /// <summary>The times between the steps.</summary>
    public static GapHistogram Gaps(SlotSequence sequence)
    {
        GapHistogram gaps = new();
        for (int index = 1; index < sequence.Steps.Length; index++)
        {
            gaps.Add(sequence.Steps[index].DeltaNs);
        }
        return gaps;
    }

    private static bool HasChain(SlotSequence sequence)
    {
        Hash256 head = SequenceChain.Start(
            sequence.GenesisHash, sequence.Previous, sequence.View, sequence.Proposer, sequence.StartNs);
        foreach (SequenceStep step in sequence.Steps)
        {
            head = SequenceChain.Extend(head, step);
        }
        return head == sequence.Head;
    }

    // After the beginning: decisions, then the end of building, then the sealing; each of the last two once.
    private static bool HasOrder(ReadOnlySpan<SequenceStep> steps)
    {
        int built = 0;
        for (int index = 0; index < steps.Length; index++)
        {
            SequenceKind kind = steps[index].Kind;
            bool inPlace = kind switch
            {
                SequenceKind.Begin => false,
                SequenceKind.Built => built == 0,
                SequenceKind.Sealed => built == 1 && index == steps.Length - 1,
                _ => built == 0,
            };
            if (!inPlace)
            {
                return false;
            }
            built += kind == SequenceKind.Built ? 1 : 0;
        }
        return true;
    }

    private static Hash256 PayloadRoot(SequenceStep[] steps)
    {
        List<Hash256> leaves = [];
        foreach (SequenceStep step in steps)
        {
            if (step.Kind is SequenceKind.Admit or SequenceKind.Transition)
            {
                leaves.Add(MerkleTree.LeafHash(step.Id.Span));
            }
        }
        return MerkleTree.Root([.. leaves]);
    }

    private static Hash256 EvidenceRoot(SequenceStep[] steps)
    {
        List<Hash256> leaves = [];
        foreach (SequenceStep step in steps)
        {
            if (step.Kind == SequenceKind.Evidence)
            {
                leaves.Add(step.Id);
            }
        }
        return MerkleTree.Root([.. leaves]);
    }
}
