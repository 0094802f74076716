using Aether.Consensus.SlashingProtection;

namespace Aether.Node.Signing;

/// <summary>Asks for a signature.</summary>
internal sealed record SignerAsk(ulong Id, SignRequest Request) : SignerMessage;
