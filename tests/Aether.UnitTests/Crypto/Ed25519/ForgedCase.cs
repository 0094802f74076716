namespace Aether.UnitTests.Crypto.Ed25519;

/// <summary>An item built on purpose, with the verdict that follows from the rule.</summary>
internal sealed record ForgedCase(SignedMessage Item, bool IsValid);
