namespace Aether.Node.Options.Model;

/// <summary>The text of a value, and where it stands.</summary>
/// <param name="Text">As it was written, paths made whole.</param>
/// <param name="Place">For people: "--rpc-port", "AETHER__RPC__PORT", "/data/aether.toml line 7", "default".</param>
internal sealed record ConfigValue(string Text, string Place);
