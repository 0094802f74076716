using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Metering;

/// <summary>What operations cost. A version names the whole table; governance changes it by a new version.</summary>
/// <remarks>
/// <b>Units</b>: grains, the unit that engines count in; <see cref="GrainsPerGas"/> of them are a unit of gas, which is
/// what the ledger counts in. Under version 2 a grain is at most a tenth of a nanosecond of compiled code, so a unit of
/// gas is at most a nanosecond. <b>Consensus</b>: every receipt holds the gas used, so changing a number without a new
/// version forks the chain. <b>Source</b>: version 1 has the start weights of the protocol, version 2 what
/// <c>bench wasm --gas</c> measured; the table is in <c>src/docs/specs/gas-schedule.md</c>.
/// </remarks>
public sealed class GasSchedule
{
    private static readonly GasSchedule[] s_measured =
    [
        new(2, static op => GasWeights.Measured(op, 0)),
        new(2, static op => GasWeights.Measured(op, 1)),
        new(2, static op => GasWeights.Measured(op, 2)),
    ];

    private readonly ushort[] _weights;

    private GasSchedule(uint version, Func<WasmOp, ushort> weightOf)
    {
        Version = version;
        _weights = GasWeights.TableOf(weightOf);
    }

    /// <summary>The start weights of the protocol. A grain is a unit of gas.</summary>
    public static GasSchedule Version1 { get; } = new(1, GasWeights.Start);

    /// <summary>The measured weights.</summary>
    public static GasSchedule Version2 => s_measured[0];

    /// <summary>The schedule in force from genesis.</summary>
    public static GasSchedule Current => Version2;

    /// <summary>Weighs nothing: for modules that are not paid for. Code under it can run for ever.</summary>
    public static GasSchedule Unmetered { get; } = new(0, static _ => 0);

    /// <summary>Names the weights in keys of caches.</summary>
    public uint Version { get; }

    /// <summary>Grains of a unit of gas.</summary>
    public uint GrainsPerGas => Version < 2 ? 1u : 10u;

    /// <summary>Grains of a page by which a memory grows.</summary>
    public ulong GrowPage => Version switch
    {
        0 => 0,
        1 => 2_000,
        _ => 50_000,
    };

    /// <summary>Bytes a bulk operation moves for one grain.</summary>
    public uint BulkBytesPerGrain => Version < 2 ? 16u : 2u;

    /// <summary>Grains of an entry that a bulk operation on tables moves.</summary>
    public uint BulkEntry => Version < 2 ? 1u : 10u;

    /// <summary>Locals cleared at a call for one grain.</summary>
    public uint ClearedLocalsPerGrain => Version < 2 ? 8u : 1u;

    /// <summary>Grains of an operation, what it moves left out.</summary>
    public uint WeightOf(WasmOp op) => _weights[(int)op & (GasWeights.Operations - 1)];

    /// <summary>The schedule for a module: its loads and stores cost by the most pages that it declares.</summary>
    public GasSchedule For(WasmModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        uint pages = module.Memories.Length == 0 ? 0 : module.Memories[0].Size.Maximum ?? MemoryType.MaxPages;
        return Version < 2 ? this : s_measured[GasWeights.SizeOf(pages)];
    }

    /// <summary>Grains at the entry of a function, for the locals it clears.</summary>
    public uint EntryOf(int clearedLocals) =>
        Version == 0 ? 0 : ((uint)clearedLocals + ClearedLocalsPerGrain - 1) / ClearedLocalsPerGrain;

    /// <summary>Grains of moving <paramref name="bytes"/> in a memory.</summary>
    public ulong BulkBytes(uint bytes) =>
        Version == 0 ? 0 : ((ulong)bytes + BulkBytesPerGrain - 1) / BulkBytesPerGrain;

    /// <summary>Grains of moving <paramref name="entries"/> in a table.</summary>
    public ulong BulkEntries(uint entries) => Version == 0 ? 0 : (ulong)entries * BulkEntry;

    /// <summary>Grains of growing a memory by <paramref name="pages"/>.</summary>
    public ulong Grow(uint pages) => pages * GrowPage;

    /// <summary>Whole units of gas for grains that were used: a begun unit is paid for.</summary>
    public ulong GasOf(ulong grains) => (grains + GrainsPerGas - 1) / GrainsPerGas;
}
