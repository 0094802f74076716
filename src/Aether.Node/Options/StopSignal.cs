using System.Runtime.InteropServices;

namespace Aether.Node.Options;

/// <summary>
/// Turns SIGINT and SIGTERM into a clean stop: the default of ending at once is switched off for the first, and a
/// second one ends the process at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource<ExitCode> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Listens from now on.</summary>
    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context));
    }

    /// <summary>The exit code of the first signal, once there is one.</summary>
    public Task<ExitCode> Received => _received.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        bool interrupt = context.Signal == PosixSignal.SIGINT;
        ExitCode code = interrupt ? ExitCode.Interrupted : ExitCode.Terminated;
        if (!_received.TrySetResult(code))
        {
            // What is durable is whole at any instant: an end at once loses nothing that was promised.
            Console.Error.WriteLine("aether: a second signal: ending at once");
            Environment.Exit((int)code);
        }
    }
}
