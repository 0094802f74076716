namespace Aether.Network.Gossip;

/// <summary>What one peer has done in one topic. Counters have 10 fractional bits and decay.</summary>
internal sealed class TopicStats
{
    /// <summary>When it came into the mesh; -1 while it is not there.</summary>
    public long MeshSinceMs { get; set; } = -1;

    /// <summary>Messages that this node had from it first.</summary>
    public long First { get; set; }

    /// <summary>Messages that it delivered first or nearly so, while in the mesh.</summary>
    public long Delivered { get; set; }

    /// <summary>Messages accepted while it was in the mesh and could have delivered them.</summary>
    public long Expected { get; set; }

    /// <summary>What it owed when it left the mesh.</summary>
    public long Failure { get; set; }

    /// <summary>Messages of it that were rejected.</summary>
    public long Invalid { get; set; }

    /// <summary>It may not come into the mesh before this time.</summary>
    public long BackoffUntilMs { get; set; }

    /// <summary>It is in the mesh.</summary>
    public bool InMesh => MeshSinceMs >= 0;
}
