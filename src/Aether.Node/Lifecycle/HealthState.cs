namespace Aether.Node.Lifecycle;

/// <summary>How a part of a node is, from good to bad.</summary>
internal enum HealthState
{
    /// <summary>Not in use here.</summary>
    Disabled,

    /// <summary>Does its work.</summary>
    Ok,

    /// <summary>Does its work, with less than it should have.</summary>
    Degraded,

    /// <summary>Does not do its work.</summary>
    Failed,
}
