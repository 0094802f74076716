using System.CommandLine;
using Aether.Tools.Cli;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen`: load, and what it says about a chain.</summary>
internal static class LoadGenCommands
{
    /// <summary>Adds the commands.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "loadgen",
        "Send load to a chain, find the rate it holds, and say what limits it.",
        RunCommand.Create(table),
        FindKneeCommand.Create(table),
        SoakCommand.Create(table),
        CompareCommand.Create(table),
        ReportCommand.Create(table),
        WorkloadsCommand.Create(table));
}
