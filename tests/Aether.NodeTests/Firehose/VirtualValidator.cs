using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Execution.Storage.Log;
using Aether.Network.Transport;
using Aether.Node.Feed;
using Aether.Node.Firehose;
using Aether.Node.Signing;
using Aether.Pipeline;
using Aether.Sdk.Transactions;
using Xunit;

namespace Aether.NodeTests.Firehose;

/// <summary>
/// The one validator of a chain: the whole pipeline in virtual time. Its store and safety log outlive a restart.
/// </summary>
internal sealed class VirtualValidator : IDisposable
{
    private const string ChainId = "aether-test-firehose";
    private const int KesDepth = 6;

    private readonly MemoryKeyValueStore _values = new();
    private readonly Log _log = new();
    private readonly VirtualTime _time;
    private readonly bool _trusting;
    private readonly ChainStoreOptions _options;
    private readonly SigningSeed _sender = SigningSeed.FromSeed(new byte[32]);
    private LocalSigner? _signer;
    private PumpedRuntime? _runtime;
    private ulong _nonce;

    /// <param name="trusting">
    /// Votes and headers are neither signed nor checked, which is nearly all of the work: for very many blocks.
    /// </param>
    /// <param name="log">The folder of the block log; null commits each block straight to the store.</param>
    public VirtualValidator(bool trusting = false, ILogDisk? log = null)
    {
        _trusting = trusting;
        _options = new ChainStoreOptions { Log = log };
        DateTimeOffset start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        _time = new VirtualTime(start);
        using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(5, 0, KesDepth);
        ChainParameters parameters = new() { SlotMs = 50, KesDepth = KesDepth };
        Genesis = new Genesis(
            ChainId,
            (ulong)start.ToUnixTimeMilliseconds(),
            parameters,
            new ValidatorSet([keys.ToValidator(ChainId, 1_000)]),
            [new GenesisAccount(_sender.Address, 1_000_000_000_000_000, 0)]);
    }

    public Genesis Genesis { get; }

    public Address Sender => _sender.Address;

    public ChainStore Store { get; private set; } = null!;

    public NodePipeline Pipeline { get; private set; } = null!;

    public ChainFeed Feed { get; private set; } = null!;

    public ulong FinalHeight => Store.FinalizedHeader.Height;

    /// <summary>What a server of this node serves.</summary>
    public FirehoseChain Chain => new(Genesis, Feed, () => Pipeline.Fault is null);

    /// <summary>Opens what the last life left, or begins.</summary>
    public void Start()
    {
        StoreOpenError error = ChainStore.TryOpen(
            _values, Genesis, _options, out ChainStore? store, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        Store = store!;
        ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(5, 0, KesDepth);
        _signer = new LocalSigner(keys, Genesis.Hash, 0, _log.Load(), _ => { });
        _runtime = new PumpedRuntime(_time);
        NodeParts parts = new()
        {
            Genesis = Genesis,
            Store = Store,
            Transport = new InMemoryNetwork(1)[0],
            SafetyLog = _log,
            OwnIndex = 0,
            Signer = _trusting ? new TrustedSigner() : _signer,
            Crypto = _trusting ? new TrustingCrypto() : null,
            Time = _time,
            Runtime = _runtime,
        };
        Assert.True(NodePipeline.TryCreate(parts, out NodePipeline? pipeline, out reason), reason);
        Pipeline = pipeline!;
        Feed = ChainFeed.Follow(Genesis, Store, Pipeline);
        Pipeline.Start();
    }

    /// <summary>Makes blocks until one of a height is final, on the caller's thread.</summary>
    public void RunTo(ulong height)
    {
        _runtime!.RunUntil(() => FinalHeight >= height || Pipeline.Fault is not null);
        Assert.Null(Pipeline.Fault);
    }

    /// <summary>Runs until the record of a block is written and the block is not final yet.</summary>
    public void RunToCommitUnderWay()
    {
        _runtime!.RunUntil(() => ItemsOf("CommitStage") > ItemsOf("FinalizeStage") || Pipeline.Fault is not null);
        Assert.Null(Pipeline.Fault);
    }

    /// <summary>Makes blocks until a transfer to an address is in one.</summary>
    public Transaction Send(Address to)
    {
        TransactionBody body = new TransactionBuilder(Genesis)
            .Transfer(Sender, to, AssetId.Swr, 1_000)
            .Build(Sender, _nonce++, Feed.View.Head.View, price: 1UL << 32);
        Transaction transaction = TransactionSigner.Sign(body, Genesis.Hash, _sender);
        Task<SubmitResult> answer = Pipeline.SubmitAsync(transaction.Bytes);
        _runtime!.RunUntil(() => answer.IsCompleted);
        Assert.True(answer.Result.IsAccepted, answer.Result.ToString());
        _runtime.RunUntil(() => Store.TryLocate(transaction.Id, out TransactionLocation _));
        return transaction;
    }

    /// <summary>The height of the final block that a transaction is in.</summary>
    public ulong HeightOf(Transaction transaction)
    {
        Assert.True(Store.TryLocate(transaction.Id, out TransactionLocation location));
        return location.Height;
    }

    /// <summary>Ends this life; the store is closed.</summary>
    public void Stop()
    {
        Pipeline.Dispose();
        Store.Dispose();
        _signer!.Dispose();
    }

    public void Dispose()
    {
        Stop();
        _sender.Dispose();
    }

    private long ItemsOf(string stage) =>
        Pipeline.ReadThreads().SelectMany(thread => thread.Stages).Single(sample => sample.Stage == stage).Items;

    private sealed class Log : ISafetyLog
    {
        private SafetyRecord? _last;

        public SafetyRecord? Load() => _last;

        public void Append(SafetyRecord record) => _last = record;
    }
}
