namespace Aether.Node.Options.Model;

/// <summary>Where a value comes from. What stands first wins.</summary>
internal enum ConfigSource
{
    /// <summary>The command line.</summary>
    Flag,

    /// <summary>The environment.</summary>
    Environment,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>The kind of network or the role.</summary>
    Preset,

    /// <summary>Nobody said anything.</summary>
    Default,
}
