namespace Aether.Node.Signing;

/// <summary>Keeps the lease of an idle connection.</summary>
internal sealed record SignerPing(ulong Id) : SignerMessage;
