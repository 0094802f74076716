namespace Aether.Node.Signing;

/// <summary>The node listened for this many views and heard nothing of its own key.</summary>
internal sealed record SignerListened(uint Views) : SignerMessage;
