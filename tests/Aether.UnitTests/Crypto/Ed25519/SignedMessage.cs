using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.UnitTests.Crypto.Ed25519;

/// <summary>One item to verify.</summary>
internal sealed record SignedMessage(byte[] PublicKey, byte[] Message, byte[] Signature)
{
    internal bool VerifySingle() => Signatures.Verify(PublicKey, Message, Signature);
}
