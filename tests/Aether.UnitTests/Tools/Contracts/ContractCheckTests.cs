using Aether.Execution.Contracts;
using Aether.TestKit.Wasm;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;
using Xunit;
using ModuleBuilder = Aether.TestKit.Wasm.ContractBuilder;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>The tool's verdict on modules is that of the chain.</summary>
public sealed class ContractCheckTests
{
    [Fact]
    public void Admit_ChangedModules_AgreesWithTheChain()
    {
        ModuleCache chain = ModuleCache.Create();
        byte[] module = ProbeContract.Module();
        Random random = new(11);
        int admitted = 0;
        for (int change = 0; change < 3_000; change++)
        {
            byte[] changed = [.. module];
            int at = random.Next(8, changed.Length);
            changed[at] = change % 2 == 0 ? (byte)random.Next(256) : (byte)(changed[at] ^ (1 << random.Next(8)));
            bool takes = chain.Passes(changed);
            Assert.Equal(takes, Admits(changed));
            admitted += takes ? 1 : 0;
        }
        Assert.InRange(admitted, 100, 2_900);
    }

    [Fact]
    public void Admit_FloatsThatNoPathReaches_SaysWhat()
    {
        byte[] module = new ModuleBuilder().Method("run", code => code.Raw(0x00, 0x43, 0, 0, 0, 0).Drop()).Build();
        Assert.False(ModuleCache.Create().Passes(module));
        CliException refusal = Assert.Throws<CliException>(() => ContractCheck.Admit(module));
        Assert.Contains("must not use F32Const", refusal.Details!["reason"]!.ToString(), StringComparison.Ordinal);
    }

    private static bool Admits(byte[] module)
    {
        try
        {
            ContractCheck.Admit(module);
            return true;
        }
        catch (CliException)
        {
            return false;
        }
    }
}
