using System.Diagnostics;
using System.Globalization;

namespace Aether.WasmBench;

/// <summary>V8 in a process of its own that runs a kernel whenever it is asked to, and says how long it took.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process) => _process = process;

    /// <summary>Starts node; null where there is none.</summary>
    public static Peer? TryStart()
    {
        try
        {
            string script = Path.Combine(AppContext.BaseDirectory, "Kernels", "peer.js");
            Process? process = Process.Start(new ProcessStartInfo("node", script)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            });
            return process is null ? null : new Peer(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Sends one line and reads nanoseconds and result.</summary>
    public (double Nanoseconds, uint Result) Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        string[] answer = (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("V8 is gone"))
            .Split(' ');
        double time = double.Parse(answer[0], CultureInfo.InvariantCulture);
        return (time, uint.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
