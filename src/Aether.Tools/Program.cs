using System.Runtime.InteropServices;
using Aether.Tools.Cli;

using CancellationTokenSource stop = new();
ExitCode stopped = ExitCode.Interrupted;
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
int code = await CommandLine.RunAsync(args, CliEnvironment.OfProcess(), stop.Token);
return code == (int)ExitCode.Interrupted ? (int)stopped : code;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stopped = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
    stop.Cancel();
}
