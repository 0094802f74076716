namespace Aether.TestKit.Network.Mesh;

/// <summary>What a run showed.</summary>
public sealed record MeshResult
{
    /// <summary>What was run.</summary>
    public required MeshSettings Settings { get; init; }

    /// <summary>One for each topic that was used.</summary>
    public required IReadOnlyList<MeshTopicResult> Topics { get; init; }

    /// <summary>Copies that an honest node got of each message it accepted, beyond the first.</summary>
    public required double DuplicatesPerMessage { get; init; }

    /// <summary>Bytes that an honest node sent in a second, messages and control.</summary>
    public required double BytesPerNodeSecond { get; init; }

    /// <summary>Of them, control frames.</summary>
    public required double ControlBytesPerNodeSecond { get; init; }

    /// <summary>Messages that a node got twice as new: always 0.</summary>
    public required int DeliveredTwice { get; init; }

    /// <summary>Most bytes that gossip held in one honest node.</summary>
    public required long MaxHeldBytes { get; init; }

    /// <summary>Pairs of an honest node and an attacker that were connected during the attack.</summary>
    public required int AttackedPairs { get; init; }

    /// <summary>Of them, those in which the attacker was banned or sent away.</summary>
    public required int EndedPairs { get; init; }

    /// <summary>Milliseconds from the attack, or the connection if later, to that; the middle of the pairs.</summary>
    public required double MedianEndMs { get; init; }

    /// <summary>As the other, of 95 in a hundred.</summary>
    public required double P95EndMs { get; init; }

    /// <summary>The middle of what attackers still connected are worth to honest nodes at the end, in points.</summary>
    public required double MedianAttackerScore { get; init; }

    /// <summary>Attackers in honest nodes' meshes of votes at the end, in percent of the members.</summary>
    public required double AttackersInMeshPercent { get; init; }

    /// <summary>The least that an honest peer is worth to an honest node at the end, in points.</summary>
    public required long LeastHonestScore { get; init; }

    /// <summary>Pairs of honest nodes in which one is worth less than nothing to the other.</summary>
    public required int NegativeHonestPairs { get; init; }

    /// <summary>Honest nodes that an honest node banned or sent away.</summary>
    public required int EndedHonestPairs { get; init; }

    /// <summary>The least share of the deliveries of any topic.</summary>
    public double LeastRatio => Topics.Min(static topic => topic.Ratio);

    /// <summary>Hash of what happened: equal for equal seeds.</summary>
    public required ulong Digest { get; init; }
}
