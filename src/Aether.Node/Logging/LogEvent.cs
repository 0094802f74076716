namespace Aether.Node.Logging;

/// <summary>A kind of line of the log. Names and codes stay the same: alerts are made of them.</summary>
/// <param name="Name">Stable name, such as disk_low.</param>
/// <param name="Module">Part of the node; filters name it.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Code">Code in <c>src/docs/specs/exit-codes.md</c>; empty below a warning.</param>
internal sealed record LogEvent(string Name, string Module, LogLevel Level, string Code = "");
