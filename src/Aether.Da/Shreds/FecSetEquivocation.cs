using Aether.Core.Types;
using Aether.Crypto.Ed25519;

namespace Aether.Da.Shreds;

/// <summary>Two sets for one place that one leader signed.</summary>
/// <param name="First">One of them.</param>
/// <param name="FirstSignature">Its signature.</param>
/// <param name="Second">The other.</param>
/// <param name="SecondSignature">Its signature.</param>
public sealed record FecSetEquivocation(
    FecSetHeader First, Signature64 FirstSignature, FecSetHeader Second, Signature64 SecondSignature)
{
    /// <summary>True when this convicts the owner of a shred key. Never throws.</summary>
    public bool Verify(in Hash256 genesis, PublicKey key) =>
        First != Second
        && (First.Epoch, First.View, First.Proposer, First.SetIndex)
            == (Second.Epoch, Second.View, Second.Proposer, Second.SetIndex)
        && VerifySignature(genesis, key, First, FirstSignature.Span)
        && VerifySignature(genesis, key, Second, SecondSignature.Span);

    /// <summary>True when a key signed this set.</summary>
    internal static bool VerifySignature(
        in Hash256 genesis, PublicKey key, in FecSetHeader header, ReadOnlySpan<byte> signature)
    {
        Span<byte> message = stackalloc byte[FecSetHeader.SignedBytes];
        header.WriteSigned(genesis, message);
        return Ed25519.Verify(key.Value.Span, message, signature);
    }
}
