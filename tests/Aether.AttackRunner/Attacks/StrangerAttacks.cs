using System.Net;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;

namespace Aether.AttackRunner.Attacks;

/// <summary>Identities that are real and unknown.</summary>
internal static class StrangerAttacks
{
    private const int PerSecond = 300;

    /// <summary>Connects again and again, to every victim.</summary>
    public static void Connect(AttackSite site, Tally tally)
    {
        using QuicEndpoint endpoint = new(
            new QuicEndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, AttackSite.StrangerSeed());
        Pace pace = new(PerSecond);
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                PeerAddress victim = site.Victims[(int)(tally.Sent % site.Victims.Count)];
                tally.Sent += endpoint.TryDial(victim.Address, victim.Id, out _) ? 1 : 0;
            }
            while (endpoint.TryReceive(out PeerEvent happened))
            {
                tally.Closed += happened is { Kind: PeerEventKind.Closed, Close: CloseCode.TooManyPeers } ? 1 : 0;
            }
        }
    }
}
