using Aether.Execution.Wasm.Interpreter;
using Xunit;

namespace Aether.WasmTests.Suite;

/// <summary>The official test suite on the interpreter.</summary>
public sealed class InterpreterSuiteTests
{
    [Fact]
    public void Suite_EveryAssertion_Holds()
    {
        SuiteReport report = SuiteReport.Run(SuiteFiles.Scripts, _ => InterpretedCode.Shared);
        Assert.True(report.Failures.Count == 0, report.Describe());
        Assert.Equal(SuiteReport.Expected, report.Counts);
    }
}
