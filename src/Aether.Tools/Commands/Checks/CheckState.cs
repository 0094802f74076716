namespace Aether.Tools.Commands.Checks;

/// <summary>How a check ended.</summary>
internal enum CheckState
{
    /// <summary>As it should be.</summary>
    Passed,

    /// <summary>Not as it should be.</summary>
    Failed,

    /// <summary>Nothing to look at.</summary>
    Skipped,
}
