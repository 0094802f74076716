using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.Storage;
using Aether.Network.Sync;
using Aether.Network.Transport;
using Aether.Node.Options;
using Aether.Node.Snapshots;
using Aether.Node.Storage;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Joining;

/// <summary>Brings the data folder of a new or late node to a final block near the newest one of its peers.</summary>
/// <remarks>
/// An empty folder gets a snapshot where peers offer one, then blocks. One with a chain gets blocks, or a snapshot when
/// nobody keeps the next block any more: then its chain is moved aside. What is kept survives a kill at any point:
/// chunks with their progress, the store under another name while it is filled, blocks in the store.
/// <b>Threads</b>: one, which waits for the disk; only <see cref="Busy"/> works beside it.
/// <b>Ownership</b>: the store is the session's until it is taken. <b>Errors</b>: what peers send ends in a wish to
/// name them; what this node cannot go on from is <see cref="Failure"/>.
/// </remarks>
internal sealed partial class JoinSession : IDisposable
{
    private const int TokenBits = 40;

    private readonly JoinOptions _options;
    private readonly JoinFiles _files;
    private readonly JoinPeers _peers = new();
    private readonly Queue<SyncEffect> _wishes = new();
    private readonly Queue<Proposal> _deliveries = new();
    private readonly HashSet<ulong> _asked = [];
    private readonly CancellationTokenSource _stop = new();
    private EpochTrust? _trust;
    private StateSync? _state;
    private ChainStore? _store;
    private FinalBlocks? _blocks;
    private FinalityJudge? _judge;
    private BlockSync? _sync;
    private ulong _core;
    private long _stageMs = -1;
    private long _progressMs;
    private bool _hasRetried;
    private SnapshotManifest? _target;

    /// <summary>Looks at the folder; nothing is asked before the first step.</summary>
    public JoinSession(JoinOptions options)
    {
        _options = options;
        _files = new JoinFiles(options.DataFolder);
    }

    /// <summary>What it does.</summary>
    public JoinStage Stage { get; private set; } = JoinStage.Looking;

    /// <summary>Why it cannot go on, in a sentence; null while it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Peers that were named for what they gave.</summary>
    public HashSet<PeerId> Named { get; } = [];

    /// <summary>The import that runs beside the session's thread; null when none does.</summary>
    public Task? Busy { get; private set; }

    /// <summary>How it stands.</summary>
    public JoinProgress Progress
    {
        get
        {
            (int kept, int of) = _state?.Progress ?? (0, 0);
            ulong height = _store?.FinalizedHeader.Height ?? _state?.Target?.Height ?? 0;
            return new JoinProgress(Stage, _peers.Count, height, _peers.Usual, kept, of);
        }
    }

    /// <summary>Takes the oldest wish: to ask, to give up, or to name a peer.</summary>
    public bool TryTakeWish(out SyncEffect wish) => _wishes.TryDequeue(out wish!);

    /// <summary>The chain, once; the caller disposes of it. Null when none was opened.</summary>
    public ChainStore? TakeStore()
    {
        ChainStore? store = _store;
        _blocks?.Dispose();
        (_store, _blocks, _sync) = (null, null, null);
        return store;
    }

    /// <summary>Takes one step.</summary>
    public void Step(long nowMs, SyncInput input)
    {
        _stageMs = _stageMs < 0 ? nowMs : _stageMs;
        _peers.Observe(input);
        try
        {
            if (Stage == JoinStage.Looking && _state is null && _sync is null)
            {
                Begin(nowMs);
            }
            StepCore(nowMs, input);
            Decide(nowMs);
        }
        catch (Exception error) when (error is MirrorException or NodeStartException or IOException)
        {
            Fail(error.Message);
        }
    }

    /// <summary>Executes one block that waits; false when there is none.</summary>
    public bool Work(long nowMs)
    {
        if (Stage != JoinStage.Blocks || !_deliveries.TryDequeue(out Proposal? block))
        {
            return false;
        }
        FinalityProof? proof = _judge!.TakeProof(block.Hash);
        string? wrong;
        try
        {
            wrong = _blocks!.Commit(block, proof);
        }
        catch (Exception error) when (error is IOException or Execution.State.StateTooLargeException)
        {
            Fail(error.Message);
            return true;
        }
        if (wrong is not null)
        {
            Fail($"{wrong}, although it is final: this program or its store is not what the validators run");
            return true;
        }
        _progressMs = nowMs;
        Close(block);
        StepCore(nowMs, new SyncInput.Applied(block.Header.Height));
        Decide(nowMs);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            Busy?.Wait();
        }
        catch (AggregateException)
        {
            // An import that is stopped goes on in another run.
        }
        _stop.Dispose();
        _files.Dispose();
        _blocks?.Dispose();
        _store?.Dispose();
    }

    // A kill between making the log and the store leaves a log alone: that is a chain that begins at the genesis.
    private void Begin(long nowMs)
    {
        _files.FinishSetAside();
        bool hasStore = Directory.Exists(NodeStore.StoreFolder(_options.DataFolder));
        bool hasLog = Directory.Exists(NodeStore.LogFolder(_options.DataFolder));
        bool hasImport = Directory.Exists(Path.Combine(_options.DataFolder, SnapshotImporter.UnfinishedName));
        if (hasStore || (hasLog && !hasImport))
        {
            OpenChain(nowMs);
            return;
        }
        BeginState();
    }

    private void BeginState()
    {
        LightClientError error = EpochTrust.TryCreate(_options.Genesis, _options.Now, out _trust);
        Check.That(error == LightClientError.None);
        (SnapshotManifest? manifest, byte[] progress) = _files.Load();
        _state = new StateSync(_options.Genesis.Hash, _trust!, _options.Seed, manifest, progress);
        Introduce(_state.Step);
    }

    private void Introduce(Action<long, SyncInput> step)
    {
        // What the core before asked is wanted no longer.
        foreach (ulong token in _asked)
        {
            _wishes.Enqueue(new SyncEffect.GiveUp(token));
        }
        _asked.Clear();
        _core++;
        foreach (SyncInput peer in _peers.Introduce())
        {
            step(_stageMs, peer);
        }
    }

    private void StepCore(long nowMs, SyncInput input)
    {
        if (!TryTranslate(ref input))
        {
            return;
        }
        if (_sync is not null)
        {
            _sync.Step(nowMs, input);
            RequireTrust(_judge!.LastError);
            while (Failure is null && _sync.TryTakeEffect(out SyncEffect effect))
            {
                Carry(nowMs, effect);
            }
        }
        else if (_state is not null && Stage is JoinStage.Looking or JoinStage.State)
        {
            _state.Step(nowMs, input);
            RequireTrust(_trust!.LastError);
            while (Failure is null && _state.TryTakeEffect(out SyncEffect effect))
            {
                Carry(nowMs, effect);
            }
        }
    }

    // Answers to a core that is no more are no answers.
    private bool TryTranslate(ref SyncInput input)
    {
        ulong token = input switch
        {
            SyncInput.Answered answered => answered.Token,
            SyncInput.Failed failed => failed.Token,
            _ => _core << TokenBits,
        };
        _asked.Remove(token);
        ulong own = token & ((1UL << TokenBits) - 1);
        input = input switch
        {
            SyncInput.Answered answered => answered with { Token = own },
            SyncInput.Failed => new SyncInput.Failed(own),
            _ => input,
        };
        return token >> TokenBits == _core;
    }

    private void Carry(long nowMs, SyncEffect effect)
    {
        switch (effect)
        {
            case SyncEffect.Ask ask:
                ulong token = ask.Token | (_core << TokenBits);
                _asked.Add(token);
                _wishes.Enqueue(ask with { Token = token });
                break;
            case SyncEffect.GiveUp given:
                _asked.Remove(given.Token | (_core << TokenBits));
                _wishes.Enqueue(new SyncEffect.GiveUp(given.Token | (_core << TokenBits)));
                break;
            case SyncEffect.Misbehaved misbehaved:
                _peers.Drop(misbehaved.Peer);
                Named.Add(misbehaved.Peer);
                _wishes.Enqueue(misbehaved);
                _options.Log($"peer {misbehaved.Peer} is left: it gave something wrong ({misbehaved.Reason})");
                break;
            case SyncEffect.Deliver deliver:
                _deliveries.Enqueue(deliver.Block);
                break;
            case SyncEffect.Conflict conflict:
                Fail($"block {conflict.Block.Height} {conflict.Block.Hash} of {conflict.Peer} is final and does not "
                    + "continue this node's chain: either more than a third of the stake is faulty, or this chain is");
                break;
            case SyncEffect.Target target:
                _target = target.Manifest;
                _files.Begin(target.Manifest);
                break;
            case SyncEffect.Store store:
                _progressMs = nowMs;
                _files.Keep(_target!.Parts[store.Index], store.Chunk);
                break;
            case SyncEffect.Save save:
                _files.Save(save.Progress);
                break;
            case SyncEffect.Complete complete:
                Import(complete);
                break;
        }
    }

    // Everything that came is checked once more on its way into the store: the disk may have lost some of it.
    private void Import(SyncEffect.Complete complete)
    {
        List<EpochProof> epochs = [.. _trust!.Proofs];
        Check.That(Ace.TryDecode(complete.Block.Payload, out BlockPayload payload, out DecodeError _));
        if (payload.Transition is { } transition)
        {
            epochs.Add(new EpochProof(complete.Block.Header, transition, complete.Finality));
        }
        SnapshotHead head = new(complete.Block, complete.Finality, [.. epochs]);
        string name = _files.Publish(complete.Manifest, head);
        if (_store is not null)
        {
            ulong height = _store.FinalizedHeader.Height;
            _store.Dispose();
            _store = null;
            _options.Log($"the chain up to block {height} is moved to {_files.SetAside(height)}; remove it when it is "
                + "not needed");
        }
        Stage = JoinStage.Importing;
        SnapshotImporter importer = new(
            new SnapshotArchive(_files.Snapshots),
            _options.Genesis,
            new SnapshotTrust(_options.Genesis, _options.Now?.Invoke()));
        Busy = Task.Run(() => importer.RunAsync(name, _options.DataFolder, _stop.Token));
    }

    // What peers show cannot be believed at all: none of them is to blame.
    private void RequireTrust(LightClientError error)
    {
        if (error == LightClientError.TrustExpired)
        {
            Fail("what this node trusts is older than validators' stake stays bonded, so whoever bought old keys could "
                + "show it any history; if you trust the chain's validators otherwise, add --accept-expired-trust");
        }
        else if (error == LightClientError.Frozen)
        {
            Fail("two blocks of one height were shown final: more than a third of the stake is faulty");
        }
    }

    private void Close(Proposal block)
    {
        if (_store!.TryGetEpoch(block.Header.Epoch + 1, out EpochProof? proof) && proof.Closing.Hash == block.Hash)
        {
            LightClientError error = _judge!.Advance(proof);
            RequireTrust(error);
        }
    }

    private void Fail(string reason)
    {
        Failure ??= reason;
        Stage = JoinStage.Failed;
        _wishes.Clear();
        _deliveries.Clear();
    }
}
