using System.Diagnostics;

namespace Aether.Node.Signing;

/// <summary>How this program starts itself as a signer.</summary>
internal static class SignerProcess
{
    /// <summary>The process: it stops when its standard input ends.</summary>
    public static ProcessStartInfo Describe(SignerFolder folder, SignerEndpoint endpoint)
    {
        string library = typeof(SignerProcess).Assembly.Location;
        string own = Environment.ProcessPath ?? "";
        bool isProgram = Path.GetFileNameWithoutExtension(own) == Path.GetFileNameWithoutExtension(library);
        bool isHost = Path.GetFileNameWithoutExtension(own) == "dotnet";
        string host = isProgram || isHost ? own : "dotnet";
        ProcessStartInfo start = new(host)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (!isProgram)
        {
            start.ArgumentList.Add(library);
        }
        foreach (string argument in (string[])
            ["signer", "serve", "--key-dir", folder.Root, "--anchor-dir", folder.AnchorRoot, "--listen",
                endpoint.ToString(), "--requests-per-second", "1000000", "--stop-with-stdin"])
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }
}
