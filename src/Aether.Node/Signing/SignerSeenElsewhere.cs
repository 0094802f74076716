namespace Aether.Node.Signing;

/// <summary>The node verified a signature of its key that its signer did not make.</summary>
internal sealed record SignerSeenElsewhere(uint Epoch, ulong View) : SignerMessage;
