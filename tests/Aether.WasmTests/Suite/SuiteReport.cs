using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.WasmTests.Suite;

/// <summary>What came out of the whole suite on one engine.</summary>
internal sealed class SuiteReport
{
    private const int ShownFailures = 60;

    /// <summary>What the converted suite holds.</summary>
    public static SuiteCounts Expected { get; } = new()
    {
        Modules = 1_119,
        Returns = 21_371,
        Traps = 2_354,
        Exhaustions = 15,
        Invalid = 1_475,
        Malformed = 691,
        Texts = 581,
        Unlinkable = 83,
        Uninstantiable = 34,
        Actions = 155,
        Registrations = 19,
    };

    /// <summary>What held.</summary>
    public SuiteCounts Counts { get; } = new();

    /// <summary>What did not.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How every call ended, in order.</summary>
    public List<WasmResult> Trace { get; } = [];

    /// <summary>Runs every script, each in a store of its own.</summary>
    public static SuiteReport Run(IReadOnlyList<string> scripts, Func<WasmModule, IWasmCode> engine)
    {
        SuiteReport report = new();
        WasmThread.Run(() =>
        {
            foreach (string script in scripts)
            {
                using SuiteRunner runner = new(engine, report.Counts);
                runner.Run(script);
                report.Failures.AddRange(runner.Failures);
                report.Trace.AddRange(runner.Trace);
            }
        });
        return report;
    }

    /// <summary>The first failures, one a line.</summary>
    public string Describe() =>
        $"{Failures.Count} failure(s)\n{string.Join('\n', Failures.Take(ShownFailures))}\n{Counts}";
}
