using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>Where the log and the anchor of a key lie and what they are bound to.</summary>
/// <param name="LogPath">The log.</param>
/// <param name="AnchorPath">The anchor; best on another disk.</param>
/// <param name="GenesisHash">The chain.</param>
/// <param name="Key">The BLS key.</param>
internal sealed record SignerLogPlace(string LogPath, string AnchorPath, Hash256 GenesisHash, BlsPublicKey Key)
{
    /// <summary>Size at which either file is replaced by one with its last record only.</summary>
    public long CompactAtBytes { get; init; } = 16L << 20;

    /// <summary>What the log is bound to beside the chain.</summary>
    public byte[] KeyId => [.. Key.Span, 0];

    /// <summary>The same of the anchor: neither file can stand in for the other.</summary>
    public byte[] AnchorId => [.. Key.Span, 1];
}
