using System.Diagnostics;
using Aether.Native;
using Aether.Node.Options;

namespace Aether.Node.Devnet.Processes;

/// <summary>One validator of a devnet as a process of its own; it ends when this process does.</summary>
/// <remarks>
/// What it says on standard error goes to a log. <b>Threads</b>: lines arrive on a thread of the pool.
/// </remarks>
internal sealed class NodeProcess : IDisposable
{
    private const int LastLines = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Queue<string> _last = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
    }

    /// <summary>Its JSON-RPC, once it answers. Fails when the process ends before.</summary>
    public Task<Uri> Ready => _ready.Task;

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>The last lines it wrote to standard error.</summary>
    public string LastWords
    {
        get
        {
            lock (_lock)
            {
                return string.Join("; ", _last);
            }
        }
    }

    /// <summary>Starts the process.</summary>
    /// <param name="prefix">A program that runs it, such as one that enters a namespace; empty for none.</param>
    /// <param name="arguments">What `aether` is told.</param>
    /// <param name="logPath">Where its standard error goes, appended.</param>
    /// <param name="onLine">Told each line of its report.</param>
    public static NodeProcess Start(
        IReadOnlyList<string> prefix, IReadOnlyList<string> arguments, string logPath, Action<NodeLine> onLine)
    {
        Process process = Process.Start(OwnProcess.Describe(prefix, arguments))
            ?? throw new NodeStartException(ExitCode.Unexpected, "a validator's process could not be started");
        NodeProcess node = new(process, new StreamWriter(logPath, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => node.OnOutput(line.Data, onLine);
        process.ErrorDataReceived += (_, line) => node.OnError(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => node.OnExit();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.HasExited)
        {
            node.OnExit();
        }
        return node;
    }

    /// <summary>Asks it to stop by ending its input; it stops as at a signal.</summary>
    public void AskToStop()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    /// <summary>Stops it where it is, or lets it go on.</summary>
    public void Pause(bool stop) => Libc.TryPause(_process.Id, stop);

    /// <summary>Ends it at once, as a loss of power does.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AskToStop();
        if (!_process.WaitForExit(s_patience))
        {
            Kill();
        }
        _process.Dispose();
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    private void OnOutput(string? text, Action<NodeLine> onLine)
    {
        if (text is null || !NodeLine.TryParse(text, out NodeLine line))
        {
            return;
        }
        if (line.Type == "ready" && Uri.TryCreate(line.Rpc, UriKind.Absolute, out Uri? rpc))
        {
            _ready.TrySetResult(rpc);
        }
        onLine(line);
    }

    private void OnError(string? text)
    {
        if (text is null)
        {
            return;
        }
        lock (_lock)
        {
            _last.Enqueue(text);
            if (_last.Count > LastLines)
            {
                _last.Dequeue();
            }
            if (_log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(text);
            }
        }
    }

    private void OnExit()
    {
        _exited.TrySetResult(_process.ExitCode);
        _ready.TrySetException(new NodeStartException(
            ExitCode.Unexpected, $"a validator's process ended with code {_process.ExitCode}: {LastWords}"));
    }
}
