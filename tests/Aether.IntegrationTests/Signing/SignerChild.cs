using System.Diagnostics;
using Aether.Node.Signing;
using Xunit;

namespace Aether.IntegrationTests.Signing;

/// <summary>A real signer process.</summary>
internal sealed class SignerChild : IDisposable
{
    private readonly Process _process;

    private SignerChild(Process process) => _process = process;

    /// <summary>Starts one and waits until it listens.</summary>
    public static SignerChild Start(SignerFolder folder, SignerEndpoint endpoint)
    {
        Process process = Process.Start(SignerProcess.Describe(folder, endpoint))!;
        string? line = process.StandardOutput.ReadLine();
        Assert.True(line is not null, line is null ? process.StandardError.ReadToEnd() : "");
        return new SignerChild(process);
    }

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }
}
