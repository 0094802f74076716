using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <summary>Collects the instructions of a function, puts the price of each straight-line run at its start, and
/// fills in targets once they are known.</summary>
/// <remarks>
/// A run is charged where its first operation with a weight stands: nothing before it in the run costs, and no branch
/// goes past it, because every target starts a run.
/// </remarks>
internal sealed class CodeEmitter(GasSchedule schedule)
{
    private const int NoRun = -1;
    private const int StartCapacity = 256;

    private readonly EffortMeter _effort = new(schedule);
    private Instruction[] _code = new Instruction[StartCapacity];
    private int[] _table = new int[StartCapacity];
    private int _tableCount;
    private int _charge;
    private int _runs;

    /// <summary>Instructions so far: the index of the next one.</summary>
    public int Count { get; private set; }

    /// <summary>What compiling the functions that were handed over takes.</summary>
    public long CompileCost => _effort.Spent;

    /// <summary>Starts a function that clears some locals at its entry.</summary>
    public void Begin(int clearedLocals)
    {
        Count = 0;
        _tableCount = 0;
        _runs = 0;
        StartRun();
        AddCost(schedule.EntryOf(clearedLocals));
    }

    /// <summary>Hands the instructions over.</summary>
    public void End(WasmFunction function)
    {
        function.Code = _code.AsSpan(0, Count).ToArray();
        function.BranchTable = _table.AsSpan(0, _tableCount).ToArray();
        function.Blocks = _runs + (_tableCount / BranchTarget.Cells);
        int factor = _effort.FactorOf(function);
        for (int i = 0; i < Count && factor != 1; i++)
        {
            if (function.Code[i].Op == WasmOp.Charge)
            {
                function.Code[i].A = checked(function.Code[i].A * factor);
            }
        }
    }

    /// <summary>What follows is paid for on its own: a branch may arrive here, or may have left.</summary>
    public void StartRun()
    {
        _charge = NoRun;
        _runs++;
    }

    /// <summary>Adds an instruction and its weight; returns its index.</summary>
    public int Emit(WasmOp op, int a = 0, int b = 0, ulong immediate = 0)
    {
        AddCost(schedule.WeightOf(op));
        return Append(new Instruction(op, a, b, immediate));
    }

    /// <summary>Adds a branch to the label of a frame.</summary>
    public void EmitBranch(WasmOp op, int depth, ref ControlFrame frame)
    {
        ulong shape = (uint)frame.Height | ((ulong)(uint)frame.LabelTypes.Length << 32);
        int index = Emit(op, Target(ref frame), depth, shape);
        if (frame.Op != WasmOp.Loop)
        {
            frame.Patches = index;
        }
    }

    /// <summary>Adds a branch table, whose targets follow by <see cref="AddTarget"/>, the default last.</summary>
    public void EmitBranchTable(int targets) => Emit(WasmOp.BrTable, _tableCount, 0, (uint)targets);

    /// <summary>Adds a target to the branch table just begun.</summary>
    public void AddTarget(int depth, ref ControlFrame frame)
    {
        if (_tableCount + BranchTarget.Cells > _table.Length)
        {
            Array.Resize(ref _table, 2 * _table.Length);
        }
        _table[_tableCount] = depth;
        _table[_tableCount + 1] = Target(ref frame);
        _table[_tableCount + 2] = frame.Height;
        _table[_tableCount + 3] = frame.LabelTypes.Length;
        if (frame.Op != WasmOp.Loop)
        {
            frame.Patches = ~(_tableCount + 1);
        }
        _tableCount += BranchTarget.Cells;
    }

    /// <summary>Puts the index of an Else or End into the instruction that waits for it.</summary>
    public void SetPartner(int index, int partner) => _code[index].A = partner;

    /// <summary>Sends all branches that wait at a frame to <paramref name="target"/>.</summary>
    public void Resolve(in ControlFrame frame, int target)
    {
        int at = frame.Patches;
        while (at != ControlFrame.NoPatch)
        {
            ref int cell = ref at >= 0 ? ref _code[at].A : ref _table[~at];
            at = cell;
            cell = target;
        }
    }

    private static int Target(ref ControlFrame frame) => frame.Op == WasmOp.Loop ? frame.Opener + 1 : frame.Patches;

    private void AddCost(uint weight)
    {
        if (weight == 0)
        {
            return;
        }
        if (_charge == NoRun)
        {
            _charge = Append(new Instruction(WasmOp.Charge));
        }
        _code[_charge].A = checked((int)(_code[_charge].A + weight));
    }

    private int Append(in Instruction instruction)
    {
        if (Count == _code.Length)
        {
            Array.Resize(ref _code, 2 * Count);
        }
        _code[Count] = instruction;
        return Count++;
    }
}
