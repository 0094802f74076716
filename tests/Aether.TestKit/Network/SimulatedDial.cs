using System.Net;
using Aether.Network.Transport;

namespace Aether.TestKit.Network;

/// <summary>An attempt to connect.</summary>
internal sealed class SimulatedDial
{
    /// <summary>Who dials.</summary>
    public required SimulatedPeer Dialler { get; init; }

    /// <summary>Where.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Who must be there.</summary>
    public PeerId? Expected { get; init; }

    /// <summary>Number of the dialler's end; the acceptor's is the next.</summary>
    public required ulong FirstNumber { get; init; }

    /// <summary>Who is there, once the first packet has arrived with room for one more connection.</summary>
    public SimulatedPeer? Acceptor { get; set; }

    /// <summary>The acceptor has no room.</summary>
    public bool IsRefused { get; set; }

    /// <summary>The dialler has been told how it ended.</summary>
    public bool IsOver { get; set; }
}
