using System.Diagnostics;
using Aether.Core.Types;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;

namespace Aether.PipelineBench.Load;

/// <summary>
/// One thread that offers signed transfers to the validators: as long as fewer than so many are unfinished (closed
/// model), or at a fixed rate (open model). An account always sends to the same validator.
/// </summary>
internal sealed class LoadClient
{
    /// <summary>Transfers handed over together: as many as an RPC batch and a few more.</summary>
    public const int ChunkLength = 256;

    private const int SlotsOfValidator = 8;
    private const int LatencySampleStep = 64;

    private readonly SignedTransfers _transfers;
    private readonly Dictionary<Address, int> _accounts = [];
    private readonly int _accountCount;
    private readonly int _chunksOfRound;
    private readonly NodePipeline[] _nodes;
    private readonly ClientSlot[][] _slots;
    private readonly Queue<(int Account, int Round)>[] _again;
    private readonly long[] _next;
    private readonly long[] _sentAt;
    private readonly long _mostPending;
    private readonly int _rate;
    private readonly Thread _thread;
    private long _start;
    private long _offered;
    private long _accepted;
    private long _final;
    private long _refusals;
    private volatile bool _stopping;
    private volatile bool _ranOut;
    private volatile string? _fault;

    public LoadClient(
        SignedTransfers transfers, SenderAccounts accounts, NodePipeline[] nodes, int mostPending, int rate)
    {
        _transfers = transfers;
        _accountCount = accounts.Count;
        _nodes = nodes;
        _mostPending = mostPending;
        _rate = rate;
        for (int index = 0; index < accounts.Count; index++)
            _accounts.Add(accounts.Addresses[index], index);
        _chunksOfRound = (accounts.Count + ChunkLength - 1) / ChunkLength;
        _sentAt = new long[(long)_chunksOfRound * transfers.Rounds];
        _next = [.. Enumerable.Range(0, nodes.Length).Select(static index => (long)index)];
        _again = [.. nodes.Select(static _ => new Queue<(int, int)>())];
        int bytes = ChunkLength * transfers.Length;
        _slots =
        [
            .. nodes.Select(_ => Enumerable.Range(0, SlotsOfValidator)
                .Select(_ => new ClientSlot(ChunkLength, bytes)).ToArray()),
        ];
        _thread = new Thread(Run) { IsBackground = true, Name = "client" };
    }

    /// <summary>Transfers taken by the validators.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Times that a transfer was refused for want of room and had to be sent again.</summary>
    public long Refusals => Volatile.Read(ref _refusals);

    /// <summary>What was signed beforehand did not last.</summary>
    public bool RanOut => _ranOut;

    /// <summary>Why the client stopped; null while all is well.</summary>
    public string? Fault => _fault;

    /// <summary>
    /// From a transfer's hand-over (open model: from when it was due) to its finality at the first validator.
    /// </summary>
    public LatencyHistogram Latency { get; private set; } = new();

    public void Start()
    {
        _start = Stopwatch.GetTimestamp();
        _thread.Start();
    }

    /// <summary>
    /// Offers nothing new; true when everything offered was answered. A validator that stopped itself answers nobody.
    /// </summary>
    public bool TryStop(TimeSpan patience)
    {
        _stopping = true;
        return _thread.Join(patience);
    }

    /// <summary>Latencies from now on are counted anew.</summary>
    public void ResetLatency() => Latency = new LatencyHistogram();

    /// <summary>A block is final at the first validator. Its execution thread alone.</summary>
    public void OnFinal(FinalBlock block)
    {
        long now = Stopwatch.GetTimestamp();
        LatencyHistogram latency = Latency;
        for (int index = 0; index < block.Transactions.Length; index += LatencySampleStep)
        {
            TransactionBody body = block.Transactions[index].Body;
            long chunk = ChunkOf(_accounts[body.FeePayer], (int)body.Nonce);
            latency.Add((long)Stopwatch.GetElapsedTime(Volatile.Read(ref _sentAt[chunk]), now).TotalMilliseconds);
        }
        Volatile.Write(ref _final, _final + block.Transactions.Length);
    }

    private long ChunkOf(int account, int round) => ((long)round * _chunksOfRound) + (account / ChunkLength);

    private void Run()
    {
        try
        {
            while (!_stopping && _fault is null)
            {
                if (!TryStep(mayOffer: true))
                    Thread.Sleep(1);
            }
            while (_fault is null && Array.Exists(_slots, static slots => Array.Exists(slots, slot => slot.IsOut)))
            {
                TryStep(mayOffer: false);
                Thread.Sleep(1);
            }
        }
        catch (Exception error)
        {
            _fault = error.ToString();
        }
    }

    private bool TryStep(bool mayOffer)
    {
        bool worked = false;
        for (int validator = 0; validator < _nodes.Length; validator++)
        {
            foreach (ClientSlot slot in _slots[validator])
            {
                if (slot.IsOut && slot.Batch.IsAnswered)
                {
                    Harvest(slot, _again[validator]);
                    worked = true;
                }
                if (!slot.IsOut && mayOffer && TryFill(validator, slot))
                {
                    slot.IsOut = true;
                    _nodes[validator].Submit(slot.Batch);
                    worked = true;
                }
            }
        }
        return worked;
    }

    // Several nonces of an account may be under way: what was refused goes before what was not sent yet.
    private bool TryFill(int validator, ClientSlot slot)
    {
        slot.Batch.Clear();
        slot.Transfers.Clear();
        Queue<(int Account, int Round)> again = _again[validator];
        while (slot.Transfers.Count < ChunkLength && again.TryDequeue(out (int Account, int Round) transfer))
            Add(slot, transfer.Account, transfer.Round);
        if (slot.Transfers.Count > 0)
            return true;
        if (!MayOffer())
            return false;
        long chunk = NextChunk(validator);
        if (chunk >= _sentAt.Length)
        {
            _ranOut = true;
            return false;
        }
        int first = (int)(chunk % _chunksOfRound) * ChunkLength;
        int last = Math.Min(first + ChunkLength, _accountCount);
        Volatile.Write(ref _sentAt[chunk], DueTime());
        for (int account = first; account < last; account++)
            Add(slot, account, (int)(chunk / _chunksOfRound));
        _offered += last - first;
        return true;
    }

    private void Add(ClientSlot slot, int account, int round)
    {
        _transfers.Write(account, round, slot.Batch.Reserve(_transfers.Length));
        slot.Transfers.Add((account, round));
    }

    // The chunks of a round go round the validators, and each round begins with the first one again.
    private long NextChunk(int validator)
    {
        long chunk = _next[validator];
        long next = chunk + _nodes.Length;
        bool sameRound = next / _chunksOfRound == chunk / _chunksOfRound;
        _next[validator] = sameRound ? next : (((chunk / _chunksOfRound) + 1) * _chunksOfRound) + validator;
        return chunk;
    }

    private bool MayOffer() => _rate == 0
        ? _offered - Volatile.Read(ref _final) + ChunkLength <= _mostPending
        : Stopwatch.GetElapsedTime(_start).TotalSeconds * _rate >= _offered;

    private long DueTime() => _rate == 0
        ? Stopwatch.GetTimestamp()
        : _start + (long)(_offered / (double)_rate * Stopwatch.Frequency);

    private void Harvest(ClientSlot slot, Queue<(int Account, int Round)> again)
    {
        slot.IsOut = false;
        int taken = 0;
        for (int index = 0; index < slot.Transfers.Count; index++)
        {
            SubmitResult result = slot.Batch.ResultOf(index);
            if (result.IsAccepted)
            {
                taken++;
                continue;
            }
            bool isForWantOfRoom = result.Refusal == SubmitRefusal.Busy
                || result.PoolError is MempoolError.Full or MempoolError.TooManyPending or MempoolError.TooManyFuture;
            if (!isForWantOfRoom)
                _fault ??= $"a transfer was refused: {result}";
            again.Enqueue(slot.Transfers[index]);
            Volatile.Write(ref _refusals, _refusals + 1);
        }
        Volatile.Write(ref _accepted, _accepted + taken);
    }
}
