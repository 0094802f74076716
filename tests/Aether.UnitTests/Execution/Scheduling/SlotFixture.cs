using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;

namespace Aether.UnitTests.Execution.Scheduling;

/// <summary>A block's slots with a plan over some transactions, loaded from a state.</summary>
internal sealed class SlotFixture
{
    public SlotFixture(IStateReader parent, params Transaction[] transactions)
    {
        Slots = new SlotTable();
        Slots.Reset(parent);
        Plan = new BlockPlan(Slots);
        Loader = new LaneLoader(Slots.Chunks);
        Plan.Build(transactions, withTickets: true);
        Slots.Load(0, Slots.LoadCount, Loader);
        Slots.ClearLoads();
        View = new TransactionView(Slots, Loader);
    }

    public SlotTable Slots { get; }

    public BlockPlan Plan { get; }

    public LaneLoader Loader { get; }

    public TransactionView View { get; }

    /// <summary>Turns the view to a transaction.</summary>
    public TransactionView Begin(int index)
    {
        View.Begin(Plan, index, index + 1);
        return View;
    }
}
