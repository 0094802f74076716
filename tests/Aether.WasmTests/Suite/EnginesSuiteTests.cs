using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Xunit;

namespace Aether.WasmTests.Suite;

/// <summary>Calls of the official suite end alike, with the same gas, whichever engine runs which function.</summary>
public sealed class EnginesSuiteTests
{
    /// <summary>Splits most modules of the suite: short functions compiled, longer ones interpreted.</summary>
    private static readonly CompileLimits s_mixed = CompileLimits.Everything with { MaxCode = 6, MaxOptimizedCode = 4 };

    [Fact]
    public void Suite_FunctionsOfBothEnginesInOneModule_AsInterpreted()
    {
        SuiteReport interpreted = SuiteReport.Run(SuiteFiles.Scripts, _ => InterpretedCode.Shared);
        (int compiled, int all) = (0, 0);
        SuiteReport mixed = SuiteReport.Run(SuiteFiles.Scripts, module =>
        {
            CompiledCode code = WasmCompiler.Compile(module, InterpretedCode.Shared, s_mixed);
            compiled += code.CompiledFunctions;
            all += module.Functions.Length;
            return code;
        });
        Assert.True(mixed.Failures.Count == 0, mixed.Describe());
        Assert.Equal(SuiteReport.Expected, mixed.Counts);
        Assert.Equal(interpreted.Trace, mixed.Trace);
        Assert.InRange(compiled, all / 10, all * 9 / 10);
    }
}
