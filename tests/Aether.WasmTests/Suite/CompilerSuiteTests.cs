using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Xunit;

namespace Aether.WasmTests.Suite;

/// <summary>The official test suite on the compiler, with nothing left to the interpreter.</summary>
public sealed class CompilerSuiteTests
{
    [Fact]
    public void Suite_EveryAssertion_Holds()
    {
        SuiteReport report = SuiteReport.Run(
            SuiteFiles.Scripts, module => WasmCompiler.Compile(module, null, CompileLimits.Everything));
        Assert.True(report.Failures.Count == 0, report.Describe());
        Assert.Equal(SuiteReport.Expected, report.Counts);

        // Gas and traps too are those of the interpreter.
        Assert.Equal(SuiteReport.Run(SuiteFiles.Scripts, _ => InterpretedCode.Shared).Trace, report.Trace);
    }
}
