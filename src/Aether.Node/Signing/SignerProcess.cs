using System.Diagnostics;
using Aether.Node.Options;

namespace Aether.Node.Signing;

/// <summary>How this program starts itself as a signer.</summary>
internal static class SignerProcess
{
    /// <summary>The process: it stops when its standard input ends.</summary>
    public static ProcessStartInfo Describe(SignerFolder folder, SignerEndpoint endpoint) => OwnProcess.Describe(
        [],
        ["signer", "serve", "--key-dir", folder.Root, "--anchor-dir", folder.AnchorRoot, "--listen",
            endpoint.ToString(), "--requests-per-second", "1000000", "--stop-with-stdin"]);
}
