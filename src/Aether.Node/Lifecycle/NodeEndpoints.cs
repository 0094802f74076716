namespace Aether.Node.Lifecycle;

/// <summary>Where the servers of a node are; null where one is off.</summary>
internal sealed record NodeEndpoints
{
    /// <summary>JSON-RPC.</summary>
    public string? Rpc { get; init; }

    /// <summary>Metrics.</summary>
    public string? Metrics { get; init; }

    /// <summary>The stream of blocks.</summary>
    public string? Firehose { get; init; }

    /// <summary>Path of the admin socket.</summary>
    public string? Admin { get; init; }

    /// <summary>All by the names of the file.</summary>
    public IReadOnlyList<(string Name, string? Address)> ByName =>
        [("rpc", Rpc), ("metrics", Metrics), ("firehose", Firehose), ("admin", Admin)];
}
