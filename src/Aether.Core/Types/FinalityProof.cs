using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Shows that a block is final to whoever knows the validator set of its epoch.</summary>
/// <param name="Path">
/// Headers from the block's child to the certified block, oldest first; empty when the block itself is certified.
/// </param>
/// <param name="Certificate">A CC of the certified block, or its QC when <paramref name="Child"/> is set.</param>
/// <param name="Child">For two-chain finality: a child one view later.</param>
/// <param name="ChildCertificate">For two-chain finality: the child's QC.</param>
public sealed record FinalityProof(
    Header[] Path, QuorumCertificate Certificate, Header? Child, QuorumCertificate? ChildCertificate)
    : IAceValue<FinalityProof>
{
    // The fixed fields of a header, a root certificate and its empty options.
    private const int MinHeaderBytes = 2 + 4 + 8 + 8 + 32 + 145 + 1 + 1 + 8 + 2 + 1 + 80 + 32 + 4 + 1 + 96 + 16;

    /// <inheritdoc/>
    public static FinalityProof Decode(ref AceReader reader)
    {
        Header[] path = new Header[reader.Count(Limits.Block.MaxFinalityPath, MinHeaderBytes)];
        for (int index = 0; index < path.Length; index++)
        {
            path[index] = Header.Decode(ref reader, mayHaveEpochProof: false);
            if (reader.Failed)
            {
                break;
            }
        }
        QuorumCertificate certificate = QuorumCertificate.Decode(ref reader);
        bool hasChild = reader.Bool();
        reader.Require(hasChild == (certificate.Kind == VoteKind.Prevote));
        if (!hasChild || reader.Failed)
        {
            return new FinalityProof(path, certificate, null, null);
        }
        Header child = Header.Decode(ref reader, mayHaveEpochProof: false);
        return new FinalityProof(path, certificate, child, QuorumCertificate.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Length(Path.Length);
        foreach (Header header in Path)
        {
            header.Encode(writer);
        }
        Certificate.Encode(writer);
        writer.Bool(Child is not null);
        Child?.Encode(writer);
        ChildCertificate?.Encode(writer);
    }
}
