using Aether.Network.Gossip;

namespace Aether.TestKit.Network.Mesh;

/// <summary>What became of the messages of one topic.</summary>
public sealed record MeshTopicResult
{
    /// <summary>The topic.</summary>
    public required GossipTopic Topic { get; init; }

    /// <summary>Messages that honest nodes published.</summary>
    public required int Published { get; init; }

    /// <summary>Deliveries to honest nodes, were all of them made.</summary>
    public required long Expected { get; init; }

    /// <summary>Deliveries that were made.</summary>
    public required long Delivered { get; init; }

    /// <summary>Messages that some honest node did not get.</summary>
    public required int Incomplete { get; init; }

    /// <summary>Time from publication to judgement, of all deliveries.</summary>
    public required double MedianMs { get; init; }

    /// <summary>As the other.</summary>
    public required double P95Ms { get; init; }

    /// <summary>As the other.</summary>
    public required double P99Ms { get; init; }

    /// <summary>As the other.</summary>
    public required double MaxMs { get; init; }

    /// <summary>Share of the deliveries made.</summary>
    public double Ratio => Expected == 0 ? 1 : (double)Delivered / Expected;
}
