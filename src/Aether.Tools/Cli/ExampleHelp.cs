using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Aether.Tools.Cli;

/// <summary>The library's help, then examples and exit codes.</summary>
internal sealed class ExampleHelp(HelpAction inner, IReadOnlyDictionary<Command, string[]> examples)
    : SynchronousCommandLineAction
{
    private const string ExitCodes =
        """
        Exit codes:
          0 success            1 fault of this program   2 usage or input       3 endpoint unreachable
          4 refused, uncharged 5 included but failed     6 not found            7 timed out, outcome unknown
          8 key or permission  9 verification failed     130/143 interrupted
        """;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.TryGetValue(parseResult.CommandResult.Command, out string[]? lines))
        {
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine($"  {line}");
            }
            output.WriteLine();
        }
        output.WriteLine(ExitCodes);
        return code;
    }
}
