using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>Stores whole proposals: those that may still become final and those that did.</summary>
public interface IBlockArchive
{
    /// <summary>Stores a proposal. When this returns it is on disk; if it cannot be, this throws.</summary>
    void PutPending(Proposal block);

    /// <summary>Reads a stored proposal, final or not.</summary>
    bool TryGetProposal(Hash256 blockHash, out Proposal? block);
}
