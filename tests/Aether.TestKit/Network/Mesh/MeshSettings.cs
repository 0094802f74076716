namespace Aether.TestKit.Network.Mesh;

/// <summary>A simulated mesh and what happens in it.</summary>
public sealed record MeshSettings
{
    /// <summary>Decides everything.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Nodes, attackers included.</summary>
    public int Nodes { get; init; } = 50;

    /// <summary>Attackers among them, in percent.</summary>
    public int AttackerPercent { get; init; }

    /// <summary>What the attackers do.</summary>
    public MeshRole Attack { get; init; } = MeshRole.Honest;

    /// <summary>Connections that every node dials.</summary>
    public int Dials { get; init; } = 10;

    /// <summary>Connections that a sybil dials.</summary>
    public int SybilDials { get; init; } = 40;

    /// <summary>Honest nodes with stake, in percent of the honest.</summary>
    public int ValidatorPercent { get; init; } = 50;

    /// <summary>Votes of each slot of 500 ms, each by another validator; one header comes with them.</summary>
    public int VotesPerSlot { get; init; } = 10;

    /// <summary>Transactions of each slot.</summary>
    public int TransactionsPerSlot { get; init; } = 4;

    /// <summary>Size of votes and transactions.</summary>
    public int SmallBytes { get; init; } = 300;

    /// <summary>Size of headers.</summary>
    public int HeaderBytes { get; init; } = 2_000;

    /// <summary>Time for connections and meshes before anything is measured or attacked.</summary>
    public int WarmUpMs { get; init; } = 10_000;

    /// <summary>Time that is measured.</summary>
    public int RunMs { get; init; } = 30_000;

    /// <summary>Packets lost of a million.</summary>
    public int LossPpm { get; init; } = 10_000;

    /// <summary>Most that is added to a way's latency.</summary>
    public int JitterUs { get; init; } = 10_000;

    /// <summary>Bytes per microsecond of every node's line: a gigabit per second is 125.</summary>
    public int BytesPerUs { get; init; } = 12;

    /// <summary>How long a node takes to judge a message.</summary>
    public int ValidationUs { get; init; } = 500;
}
