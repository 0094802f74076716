using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Closing a chain and opening it again, until its state can be read and proved.</summary>
internal sealed class RestartRow(CommitFixture chain) : KernelRow
{
    public override string Kernel => "restart";

    public override string Variant { get; } = Cases.Accounts(chain.Accounts);

    public override string Operation => "restart";

    public override bool IsTimedByWall => true;

    public override Goals RateGoals { get; } = new(0.5, null, null);

    public override void Prepare()
    {
        chain.Open();
        Hash256 before = chain.Root;
        Require(chain.Restart() == before, "the root changed");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            chain.Restart();
    }
}
