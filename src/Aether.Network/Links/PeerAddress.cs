using System.Net;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>A node that this one shall stay connected with.</summary>
/// <param name="Id">Who must be there.</param>
/// <param name="Address">Where it listens.</param>
public readonly record struct PeerAddress(PeerId Id, IPEndPoint Address);
