namespace Aether.TestKit.Network;

/// <summary>One event of the simulated network; which members are set depends on the kind.</summary>
internal readonly record struct SimulatedArrival(SimulatedArrivalKind Kind)
{
    /// <summary>With wakes and lines.</summary>
    public SimulatedPeer? Peer { get; init; }

    /// <summary>With everything on a connection.</summary>
    public SimulatedConnection? Connection { get; init; }

    /// <summary>The end that sent, or with silence and timeouts the end that waits.</summary>
    public int End { get; init; }

    /// <summary>With parcels.</summary>
    public SimulatedParcel? Parcel { get; init; }

    /// <summary>With dials.</summary>
    public SimulatedDial? Dial { get; init; }

    /// <summary>A close code, a time or the number of a request.</summary>
    public ulong Number { get; init; }
}
