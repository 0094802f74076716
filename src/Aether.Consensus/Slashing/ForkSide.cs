using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>One of two branches that are both final.</summary>
/// <param name="Headers">Headers from the child of the common ancestor to the final block, oldest first.</param>
/// <param name="Proof">The proof that the last of them is final.</param>
/// <param name="Quorum">
/// The quorum certificate of the block that <paramref name="Proof"/> certifies, where that is by precommits and the
/// certificate is known.
/// </param>
public sealed record ForkSide(Header[] Headers, FinalityProof Proof, QuorumCertificate? Quorum = null);
