using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.WasmTests.Suite;
using Xunit;

namespace Aether.WasmTests.Validation;

public sealed class WasmValidatorTests
{
    private const int ModulesToAccept = 1_100;
    private const int ModulesToRefuse = 2_000;

    [Fact]
    public void TryLoad_ModulesOfTheSuite_AcceptsThem()
    {
        string[] kinds = ["module", "assert_unlinkable", "assert_uninstantiable"];
        int seen = 0;
        var wrong = new List<string>();
        foreach (SpecCommand command in SuiteFiles.All.Where(c => kinds.Contains(c.Kind)))
        {
            seen++;
            if (!TryLoad(command, out WasmError error))
            {
                wrong.Add($"{command}: {error}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen >= ModulesToAccept, $"{seen} modules");
    }

    [Fact]
    public void TryLoad_BrokenModulesOfTheSuite_SaysWhichKind()
    {
        int seen = 0;
        var wrong = new List<string>();
        foreach (SpecCommand command in SuiteFiles.All.Where(c => c.Kind is "assert_invalid" or "assert_malformed"))
        {
            // Text that is no module is the converter's business.
            if (command.ModulePath!.EndsWith(".wat", StringComparison.Ordinal))
            {
                continue;
            }
            seen++;
            WasmErrorKind expected = command.Kind == "assert_invalid" ? WasmErrorKind.Invalid : WasmErrorKind.Malformed;
            if (TryLoad(command, out WasmError error) || error.Kind != expected)
            {
                wrong.Add($"{command}: {error}");
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong\n" + string.Join('\n', wrong));
        Assert.True(seen >= ModulesToRefuse, $"{seen} modules");
    }

    private static bool TryLoad(SpecCommand command, out WasmError error) =>
        WasmLoader.TryLoad(
            File.ReadAllBytes(command.ModulePath!), WasmLimits.General, GasSchedule.Version1, out _, out error);
}
