using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The watermarks of one key on their way to another signer.</summary>
/// <param name="Key">The vote key.</param>
/// <param name="Record">Its marks.</param>
/// <param name="HandOver">True when the signer they come from has stopped for good.</param>
internal sealed record SignerExport(BlsPublicKey Key, SignerRecord Record, bool HandOver);
