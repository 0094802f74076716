using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

/// <summary>Runs one small block over and over, each time with its lanes interleaved in another way.</summary>
internal sealed class InterleavingExplorer : IDisposable
{
    private readonly Transaction[] _block;
    private readonly BlockState _parent;
    private readonly BlockContext _context;
    private readonly SlotTable _slots = new();
    private readonly BlockPlan _plan;
    private readonly TransactionExecutor[] _executors;
    private readonly BatchJob _job;
    private readonly ControlledScheduler _controlled;
    private readonly byte[] _serial;
    private byte[] _result = new byte[4096];
    private int _count;

    public InterleavingExplorer(BlockState parent, BlockContext context, Transaction[] block, int lanes)
    {
        _block = block;
        _parent = parent;
        _context = context;
        _plan = new BlockPlan(_slots);
        _executors = [.. Enumerable.Range(0, lanes)
            .Select(_ => new TransactionExecutor(TestLedger.Genesis, _slots, ModuleCache.Create()))];
        _job = new BatchJob(_slots, _plan, _executors);
        _controlled = new ControlledScheduler(_job.Scheduler, _plan, lanes);
        Start(parallel: false);
        _job.RunSerially();
        Collect();
        _serial = _result[.._count];
    }

    /// <summary>Runs once and compares every byte with the serial result.</summary>
    public void Run<TChooser>(TChooser chooser)
        where TChooser : ILaneChooser
    {
        Start(parallel: true);
        _job.PlanAndLoad();
        _controlled.Run(new BatchJob.Work(_job), chooser);
        Collect();
        Assert.True(_serial.AsSpan().SequenceEqual(_result.AsSpan(0, _count)), "an interleaving gives another result");
    }

    /// <summary>Goes through interleavings in order until all were seen or as many as asked for.</summary>
    public long RunEach(long most)
    {
        PathChooser path = new();
        long runs = 0;
        do
        {
            path.Rewind();
            Run(path);
            runs++;
        }
        while (runs < most && path.TryAdvance());
        return runs;
    }

    public void Dispose() => _job.Dispose();

    private void Start(bool parallel)
    {
        _slots.Reset(_parent);
        Array.ForEach(_executors, executor => executor.Reset(_context, FeeMarkets.Of(_parent)));
        _plan.Clear();
        _job.Number = 1;
        _job.Begin(_block, parallel);
    }

    // Verdicts and receipts in block order, then every cell.
    private void Collect()
    {
        _count = 0;
        Array.ForEach(_executors, executor => executor.Receipts.Flush());
        foreach (ref readonly TransactionOutcome outcome in _job.Outcomes)
        {
            Append([(byte)outcome.Error]);
            if (outcome.Error == TransactionError.None)
            {
                Append(_executors[outcome.Lane].Receipts.Bytes.Slice(outcome.Start, outcome.Bytes));
            }
        }
        for (int cell = 0; cell < 2 * _slots.Count; cell++)
        {
            ref ValueCell value = ref _slots.CellAt(cell);
            Append([value.IsWritten ? (byte)1 : (byte)0, value.Length < 0 ? (byte)0 : (byte)1]);
            if (value.Length > 0)
            {
                Append(_slots.ValueOf(value));
            }
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_result.Length - _count < bytes.Length)
        {
            Array.Resize(ref _result, (_result.Length * 2) + bytes.Length);
        }
        bytes.CopyTo(_result.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Choices along one path of a tree; the next one differs in its last choice that can be raised.</summary>
    private sealed class PathChooser : ILaneChooser
    {
        private readonly List<(int Choice, int Count)> _path = [];
        private int _at;

        public int Choose(int count)
        {
            if (_at == _path.Count)
            {
                _path.Add((0, count));
            }
            return _path[_at++].Choice;
        }

        public void Rewind() => _at = 0;

        public bool TryAdvance()
        {
            while (_path.Count > 0)
            {
                (int choice, int count) = _path[^1];
                if (choice + 1 < count)
                {
                    _path[^1] = (choice + 1, count);
                    return true;
                }
                _path.RemoveAt(_path.Count - 1);
            }
            return false;
        }
    }
}
