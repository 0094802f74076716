namespace Aether.AttackRunner;

/// <summary>What an attack did, and what the victims counted meanwhile.</summary>
internal sealed class Tally
{
    /// <summary>Packets, frames or requests that the attacker sent.</summary>
    public long Sent { get; set; }

    /// <summary>Bytes of UDP that the attacker sent without a connection.</summary>
    public long UdpSent { get; set; }

    /// <summary>Bytes of UDP that came back to it.</summary>
    public long UdpReceived { get; set; }

    /// <summary>The attacker's connections that the victims ended.</summary>
    public long Closed { get; set; }

    /// <summary>Connections that the victims cut for what was sent.</summary>
    public long Cut { get; set; }

    /// <summary>Connections that the victims refused.</summary>
    public long Refused { get; set; }

    /// <summary>Messages that the victims dropped unread.</summary>
    public long Dropped { get; set; }

    /// <summary>Messages that the victims blamed on the attacker.</summary>
    public long Offences { get; set; }

    /// <summary>Packets and handshakes that the victims dropped.</summary>
    public long Packets { get; set; }

    /// <summary>Most bytes that came back to one address for each that it sent, where each was counted alone.</summary>
    public double WorstAmplification { get; set; }

    /// <summary>Bytes that came back for each sent before an address was proven; 0 where nothing was.</summary>
    public double Amplification =>
        Math.Max(WorstAmplification, UdpSent == 0 ? 0 : UdpReceived / (double)UdpSent);
}
