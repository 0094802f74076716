using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>Checks proofs that a block of one epoch is final, and proofs that show the epoch after it.</summary>
internal sealed class FinalityChecker(EpochContext epoch, CertificateChecker certificates)
{
    /// <summary>The epoch whose blocks are judged.</summary>
    public EpochContext Epoch => epoch;

    /// <summary>
    /// True when the proof shows the block final: a commit certificate of it or of a descendant, or the certificates
    /// of two blocks in consecutive views, with every header between.
    /// </summary>
    public bool IsFinal(Header header, FinalityProof proof)
    {
        if (header.Epoch != epoch.Epoch || proof.Path.Length > Limits.Block.MaxFinalityPath)
        {
            return false;
        }
        Header certified = header;
        foreach (Header next in proof.Path)
        {
            if (next.ParentHash != certified.Hash || next.Epoch != epoch.Epoch)
            {
                return false;
            }
            certified = next;
        }
        if (!Certifies(proof.Certificate, certified))
        {
            return false;
        }
        return proof.Certificate.Kind == VoteKind.Precommit
            ? proof.Child is null && proof.ChildCertificate is null
            : IsTwoChain(certified, proof);
    }

    /// <summary>The epoch a proof shows; null when the proof does not hold.</summary>
    public EpochContext? Follow(ChainParameters parameters, EpochProof proof)
    {
        bool holds = proof.Closing.Epoch == epoch.Epoch
            && proof.Transition.Epoch == epoch.Epoch + 1
            && EpochRules.IsClosing(epoch, proof.Closing)
            && Crypto.Merkle.PayloadCommitment.PayloadRoot(new BlockPayload([], [], proof.Transition))
                == proof.Closing.PayloadRoot
            && IsFinal(proof.Closing, proof.Finality);
        return holds ? EpochContext.After(parameters, proof.Closing, proof.Transition, proof.Finality) : null;
    }

    private bool IsTwoChain(Header certified, FinalityProof proof) =>
        proof.Child is { } child && proof.ChildCertificate is { Kind: VoteKind.Prevote } certificate
        && child.ParentHash == certified.Hash && child.View == certified.View + 1 && child.Epoch == epoch.Epoch
        && Certifies(certificate, child);

    // Never the certificate of the root: it has no signers, and the root is not a block of this epoch.
    private bool Certifies(QuorumCertificate certificate, Header header) =>
        !certificate.IsRoot && certificate.BlockHash == header.Hash && certificate.View == header.View
        && certificates.IsValid(certificate);
}
