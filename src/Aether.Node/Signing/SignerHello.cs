using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The first message: which chain and key, and what this node was answered before.</summary>
/// <param name="Version">Of the protocol.</param>
/// <param name="GenesisHash">The chain.</param>
/// <param name="Key">The vote key.</param>
/// <param name="Answered">Marks of every signature this node got: a log that lies below them is an old copy.</param>
internal sealed record SignerHello(ushort Version, Hash256 GenesisHash, BlsPublicKey Key, SignerRecord? Answered)
    : SignerMessage
{
    /// <summary>The only version.</summary>
    public const ushort CurrentVersion = 1;
}
