using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>A VRF proof as it is asked for on the wire: the signer puts the input together itself.</summary>
internal sealed record RandomnessSignRequest(ulong View, Hash256 Randomness) : SignRequest;
