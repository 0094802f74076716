using System.Diagnostics;

namespace Aether.Node.Options;

/// <summary>How this program starts itself again with another command.</summary>
internal static class OwnProcess
{
    /// <summary>A process with its three streams redirected.</summary>
    /// <param name="prefix">A program that runs another, with its arguments; empty for none.</param>
    /// <param name="arguments">The command and its options.</param>
    public static ProcessStartInfo Describe(IReadOnlyList<string> prefix, IReadOnlyList<string> arguments)
    {
        string library = typeof(OwnProcess).Assembly.Location;
        string own = Environment.ProcessPath ?? "";
        bool isProgram = Path.GetFileNameWithoutExtension(own) == Path.GetFileNameWithoutExtension(library);
        bool isHost = Path.GetFileNameWithoutExtension(own) == "dotnet";
        string host = isProgram || isHost ? own : "dotnet";
        string[] command = [.. prefix, host, .. isProgram ? [] : new[] { library }, .. arguments];
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
    }
}
