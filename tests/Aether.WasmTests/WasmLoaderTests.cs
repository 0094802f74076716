using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;
using Aether.WasmTests.Suite;
using Xunit;

namespace Aether.WasmTests;

public sealed class WasmLoaderTests
{
    [Fact]
    public void TryLoad_EveryPrefixOfSuiteModules_RefusesOrAcceptsWithoutThrowing()
    {
        int accepted = 0;
        foreach (SpecCommand command in SuiteFiles.All.Where(c => c.Kind == "module").Take(60))
        {
            byte[] bytes = File.ReadAllBytes(command.ModulePath!);
            for (int length = 0; length < Math.Min(bytes.Length, 300); length++)
            {
                accepted += Accepts(bytes.AsMemory(0, length)) ? 1 : 0;
            }
        }
        Assert.True(accepted > 0, "a module cut after a section can be a module");
    }

    [Fact]
    public void TryLoad_SuiteModulesWithChangedBytes_NeverThrows()
    {
        int[] outcomes = new int[2];
        var random = new Random(20_261_121);
        foreach (SpecCommand command in SuiteFiles.All.Where(c => c.Kind == "module"))
        {
            byte[] bytes = File.ReadAllBytes(command.ModulePath!);
            for (int round = 0; round < 20 && bytes.Length > 9; round++)
            {
                byte[] changed = [.. bytes];
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    changed[random.Next(8, changed.Length)] = (byte)random.Next(256);
                }
                outcomes[Accepts(changed) ? 1 : 0]++;
            }
        }
        Assert.All(outcomes, count => Assert.True(count > 100));
    }

    [Fact]
    public void TryLoad_Refused_GivesNoModule()
    {
        byte[] mismatch = ModuleText.Function([0, 1, 0x7F], [0, 0x0B]);
        WasmError error = ModuleText.Refusal(mismatch);
        Assert.Equal(WasmErrorKind.Invalid, error.Kind);
        Assert.Equal(0, error.Function);
        Assert.Equal("type mismatch", error.Message);
        Assert.Equal(mismatch.Length - 1, error.Offset);
    }

    private static bool Accepts(ReadOnlyMemory<byte> bytes) =>
        Aether.Execution.Wasm.WasmLoader.TryLoad(
            bytes, WasmLimits.Contract, Aether.Execution.Wasm.Metering.GasSchedule.Version1, out _, out _);
}
