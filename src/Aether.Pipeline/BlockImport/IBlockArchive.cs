using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>Stores whole proposals: those that may still become final and those that did.</summary>
public interface IBlockArchive
{
    /// <summary>Stores a proposal. When this returns it is on disk; if it cannot be, this throws.</summary>
    void PutPending(Proposal block);

    /// <summary>Begins to store a proposal; it is on disk after <see cref="EndPending"/>.</summary>
    void BeginPending(Proposal block) => PutPending(block);

    /// <summary>What was begun is on disk when this returns; if it cannot be, this throws.</summary>
    void EndPending()
    {
        // Done already.
    }

    /// <summary>Stores what opens an epoch. When this returns it is on disk; if it cannot be, this throws.</summary>
    void PutEpoch(EpochProof proof);

    /// <summary>What opens an epoch.</summary>
    bool TryGetEpoch(uint epoch, out EpochProof? proof);

    /// <summary>Reads a final proposal by height.</summary>
    bool TryGetFinal(ulong height, out Proposal? block);

    /// <summary>Reads a stored proposal, final or not.</summary>
    bool TryGetProposal(Hash256 blockHash, out Proposal? block);
}
