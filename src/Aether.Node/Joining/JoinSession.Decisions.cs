using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Network.Sync;
using Aether.Node.Snapshots;
using Aether.Node.Storage;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Joining;

/// <content>When one stage ends and which one follows.</content>
internal sealed partial class JoinSession
{
    private void Decide(long nowMs)
    {
        switch (Stage)
        {
            case JoinStage.Looking when _state is not null:
                DecideStart(nowMs);
                break;
            case JoinStage.State when !_state!.HasOffers && nowMs - _progressMs > Limits.Joining.NoOffersMs:
                GoOnWithBlocks(nowMs);
                break;
            case JoinStage.Importing when Busy is { IsCompleted: true }:
                EndImport(nowMs);
                break;
            case JoinStage.Blocks:
                DecideEnd(nowMs);
                break;
        }
    }

    private void DecideStart(long nowMs)
    {
        if (_state!.Target is not null)
        {
            Stage = JoinStage.State;
            _progressMs = nowMs;
            return;
        }
        long waited = nowMs - _stageMs;
        bool all = _peers.Count > 0 && _state.Heard >= _peers.Count && waited >= Limits.Sync.OfferMs;
        bool late = _peers.Count > 0 && waited >= Limits.Joining.NoOffersMs;
        // A chain that begins has no state worth fetching.
        bool begins = _peers.Count > 0 && _peers.Usual <= Limits.Joining.HandOverBlocks
            && waited >= Limits.Sync.OfferMs;
        if ((begins && _store is null) || (!_state.HasOffers && (all || late)))
        {
            GoOnWithBlocks(nowMs);
        }
        else if (_store is null && _peers.Count == 0 && waited >= Limits.Joining.NoPeersMs && IsYoung())
        {
            _options.Log("no peer answers yet; the chain is young, so this node begins with its genesis");
            OpenChain(nowMs);
        }
    }

    // With a chain here, blocks were tried before.
    private void GoOnWithBlocks(long nowMs)
    {
        if (_store is null)
        {
            OpenChain(nowMs);
            return;
        }
        Fail($"peers no longer keep block {_store.FinalizedHeader.Height + 1} and offer no snapshot: start again with "
            + "another --bootstrap, or import a snapshot into another folder");
    }

    private bool IsYoung()
    {
        ulong now = (ulong)_options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        ulong genesis = _options.Genesis.TimestampMs;
        return now <= genesis || now - genesis <= Limits.Joining.YoungMs;
    }

    private void OpenChain(long nowMs)
    {
        _state = null;
        string mark = Path.Combine(_options.DataFolder, SnapshotImporter.MarkName);
        if (!Directory.Exists(NodeStore.StoreFolder(_options.DataFolder)))
        {
            // Nobody has signed on a store that is made here.
            Directory.CreateDirectory(_options.DataFolder);
            File.WriteAllBytes(mark, []);
        }
        _store = _options.OpenStore();
        _blocks = FinalBlocks.Open(_options.Genesis, _store, _options.Lanes);
        LightClientError error =
            FinalityJudge.TryCreate(_options.Genesis, _store, _blocks, _options.Now, out _judge);
        Check.That(error == LightClientError.None);
        Header head = _store.FinalizedHeader;
        _sync = new BlockSync(head.Height, head.Hash, _judge!, _options.Seed);
        Stage = JoinStage.Blocks;
        (_stageMs, _progressMs) = (nowMs, nowMs);
        Introduce(_sync.Step);
        _options.Log($"blocks are fetched from height {head.Height + 1} on");
        while (_sync.TryTakeEffect(out SyncEffect effect))
        {
            Carry(nowMs, effect);
        }
    }

    private void EndImport(long nowMs)
    {
        Task done = Busy!;
        Busy = null;
        if (done.Exception?.InnerException is { } error)
        {
            Retry(nowMs, error);
            return;
        }
        _files.End();
        _options.Log($"the state of height {_target!.Height} is imported");
        OpenChain(nowMs);
    }

    // A chunk that the disk lost is fetched again, once.
    private void Retry(long nowMs, Exception error)
    {
        if (_hasRetried || error is not (SnapshotFailureException or MirrorException))
        {
            Fail(error.Message);
            return;
        }
        _hasRetried = true;
        _options.Log($"{error.Message}; the snapshot is fetched again");
        _files.End();
        Stage = JoinStage.Looking;
        _stageMs = nowMs;
        BeginState();
    }

    private void DecideEnd(long nowMs)
    {
        BlockSync sync = _sync!;
        ulong height = _store!.FinalizedHeader.Height;
        bool idle = _deliveries.Count == 0 && sync.KnownHeight == height;
        long waited = nowMs - _progressMs;
        // Everybody says to be far ahead, and nobody has what comes next.
        bool stuck = sync.IsStuck && _peers.Lowest > height + Limits.Joining.HandOverBlocks;
        if (idle && stuck && waited > Limits.Joining.NoOffersMs)
        {
            _options.Log($"peers no longer keep block {height + 1}: a snapshot is looked for");
            _blocks!.Dispose();
            (_blocks, _sync) = (null, null);
            Stage = JoinStage.Looking;
            _stageMs = nowMs;
            BeginState();
            return;
        }
        bool near = _peers.Count > 0 && !stuck && sync.ClaimedHeight <= height + Limits.Joining.HandOverBlocks;
        bool alone = _peers.Count == 0 && waited > Limits.Joining.NoPeersMs;
        if (Stage == JoinStage.Blocks && idle
            && ((near && nowMs - _stageMs >= Limits.Sync.OfferMs) || alone || waited > Limits.Joining.NoOffersMs))
        {
            Stage = JoinStage.Done;
        }
    }
}
