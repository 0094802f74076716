using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>Judges certificates: the rules of consensus, which this project does not know.</summary>
public interface IFinalityVerifier
{
    /// <summary>
    /// Judges headers of one epoch, each the parent of the next, by the proof that the last one is final.
    /// </summary>
    FinalityVerdict Check(ReadOnlySpan<SignedHeader> headers, FinalityProof proof);
}
