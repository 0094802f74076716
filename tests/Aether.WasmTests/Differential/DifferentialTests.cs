using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.WasmTests.Differential;

public sealed class DifferentialTests
{
    private const int Seeds = 2_000;

    [Fact]
    public void Run_GeneratedModules_AllEnginesAgree()
    {
        using var node = new NodeEngine();
        var campaign = new DifferentialCampaign();
        campaign.Run(1, Seeds, node);
        Assert.True(campaign.Differences.Count == 0, string.Join('\n', campaign.Differences));

        // The modules reach what they are made for: returns, each kind of trap, and V8 for most.
        Assert.Equal(Seeds, campaign.Modules);
        Assert.InRange(campaign.OnV8, Seeds / 2, Seeds);
        TrapKind[] reached =
        [
            TrapKind.None, TrapKind.Unreachable, TrapKind.StackOverflow, TrapKind.MemoryOutOfBounds,
            TrapKind.TableOutOfBounds, TrapKind.IndirectCallMismatch, TrapKind.UninitializedElement,
            TrapKind.DivideByZero,
        ];
        Assert.All(reached, trap => Assert.Contains(trap.ToString(), campaign.Ends.Keys));
        Assert.True(campaign.Ends["None"] * 5 > campaign.Calls, "a fifth of the calls returns");
    }

    [Fact]
    public void Make_SameSeed_SameModule()
    {
        for (ulong seed = 1; seed < 50; seed++)
        {
            Assert.Equal(ModuleGenerator.Make(seed).Bytes, ModuleGenerator.Make(seed).Bytes);
        }
        Assert.NotEqual(ModuleGenerator.Make(1).Bytes, ModuleGenerator.Make(2).Bytes);
    }
}
