using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>A dial whose outcome is not known.</summary>
/// <param name="Expected">Who must be there.</param>
/// <param name="IsVisit">Only to ask for peers.</param>
/// <param name="SinceMs">When it began.</param>
internal readonly record struct PendingDial(PeerId? Expected, bool IsVisit, long SinceMs);
