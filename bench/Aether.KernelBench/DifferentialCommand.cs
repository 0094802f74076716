using Aether.KernelBench.Differential;

namespace Aether.KernelBench;

/// <summary>Compares the verdicts of all paths on many signatures.</summary>
internal static class DifferentialCommand
{
    /// <summary>Exit status: 0 all agree, 1 a difference.</summary>
    public static int Run(DifferentialOptions options)
    {
        DifferentialState state =
            DifferentialRun.Run(options, line => Console.Error.WriteLine($"differential: {line}"));
        using Stream output = Console.OpenStandardOutput();
        output.Write(state.ToUtf8());
        output.WriteByte((byte)'\n');
        return state.Mismatches == 0 ? 0 : 1;
    }
}
