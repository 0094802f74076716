using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Simulation;
using Aether.TestKit.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>
/// A chain on disks that may lose power after every operation; each image is opened and compared with a chain that
/// never crashed.
/// </summary>
internal sealed class CrashRun : IDisposable
{
    private readonly SimulationRandom _random;
    private readonly int _imagesPerInstant;
    private readonly ChainStore _plain = TestLedger.Open(new MemoryKeyValueStore());
    private readonly List<Header> _final = [];
    private readonly PowerLossDisk _disk = new();
    private readonly MemoryKeyValueStore _memory = new();
    private readonly int _checkpointBlocks;
    private readonly Retention _retention;
    private int _acknowledged;
    private bool _begun;

    public CrashRun(SimulationRandom random, int imagesPerInstant)
    {
        _random = random;
        _imagesPerInstant = imagesPerInstant;
        _checkpointBlocks = 1 + random.Below(9);
        _retention = random.Below(3) switch
        {
            0 => Retention.Archive,
            1 => Retention.Full with { States = (ulong)random.Below(6) },
            _ => Retention.Minimal,
        };
        _final.Add(_plain.FinalizedHeader);
    }

    /// <summary>Images opened and compared.</summary>
    public int Images { get; private set; }

    public static ChainStore Open(
        IKeyValueStore store,
        PowerLossDisk disk,
        int checkpointBlocks,
        Retention? retention = null,
        int pruneStep = 256,
        Action<string>? warn = null)
    {
        ChainStoreOptions options = Options(disk, checkpointBlocks) with
        {
            Retention = retention,
            PruneStep = pruneStep,
            Warn = warn,
        };
        StoreOpenError error = ChainStore.TryOpen(
            store, TestLedger.Genesis, options, out ChainStore? chain, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        return chain!;
    }

    public static StoreOpenError TryOpen(
        IKeyValueStore store, PowerLossDisk disk, int checkpointBlocks, out string reason)
    {
        StoreOpenError error = ChainStore.TryOpen(
            store, TestLedger.Genesis, Options(disk, checkpointBlocks), out ChainStore? chain, out reason);
        chain?.Dispose();
        return error;
    }

    /// <summary>A store that was begun without a log.</summary>
    public static MemoryKeyValueStore Direct()
    {
        MemoryKeyValueStore store = new();
        TestLedger.Open(store);
        return store;
    }

    public void Dispose()
    {
        _plain.Dispose();
        _memory.Dispose();
        _disk.Dispose();
    }

    /// <summary>Commits blocks; the power fails in a copy of the world after every operation.</summary>
    public void Commit(int blocks)
    {
        HookedStore store = new(_memory) { AfterWrite = Fail };
        _disk.AfterOperation = Fail;
        using ChainStore chain = Open(store, _disk, _checkpointBlocks, _retention, pruneStep: 2);
        _begun = true;
        ulong[] nonces = new ulong[5];
        while (_acknowledged < blocks)
        {
            Transaction[][] group = [.. Enumerable.Range(0, 1 + _random.Below(3)).Select(
                _ => Enumerable.Range(0, _random.Below(4)).Select(_ => Next(nonces)).ToArray())];
            foreach (Transaction[] transactions in group)
            {
                TestLedger.Commit(_plain, transactions);
                _final.Add(_plain.FinalizedHeader);
            }
            CommitTogether(chain, group);
            _acknowledged += group.Length;
            Fail();
        }
    }

    // As a node does: blocks were pending before, several are written before one sync, and a checkpoint may come
    // between the halves of a commit.
    private void CommitTogether(ChainStore chain, Transaction[][] group)
    {
        Header parent = chain.FinalizedHeader;
        BlockState state = chain.FinalizedState;
        foreach (Transaction[] transactions in group)
        {
            BlockExecution execution = TestLedger.Execute(state, transactions);
            Proposal block = TestLedger.Block(parent, TestLedger.View + state.Height, execution, transactions);
            if (_random.Chance(2, 3))
            {
                chain.WritePending(block);
                if (_random.Chance(1, 2))
                {
                    chain.Sync();
                }
            }
            if (_random.Chance(1, 8))
            {
                chain.CheckpointNow();
            }
            chain.BeginCommit(block, execution, null);
            parent = block.Header;
            state = execution.PostState!;
        }
        chain.Sync();
        for (int finished = 0; finished < group.Length; finished++)
        {
            Assert.True(chain.TryFinishCommit());
            if (_random.Chance(1, 8))
            {
                chain.CheckpointNow();
            }
        }
        Assert.False(chain.TryFinishCommit());
        Assert.Equal(_plain.FinalizedHeader.Hash, chain.FinalizedHeader.Hash);
    }

    private static ChainStoreOptions Options(PowerLossDisk disk, int checkpointBlocks) => new()
    {
        Log = disk,
        NewLogIdentity = TestLedger.Hash(5),
        CheckpointBlocks = checkpointBlocks,
        SegmentBytes = 8_192,
    };

    private Transaction Next(ulong[] nonces)
    {
        int payer = _random.Below(5);
        ulong nonce = nonces[payer]++;
        return _random.Below(2) == 0
            ? TestLedger.Transfer(payer, _random.Below(7), nonce, AssetId.Swr, (ulong)_random.Below(1_000) + 1)
            : TestLedger.Withdraw(payer, nonce, [.. Enumerable.Repeat(3UL, _random.Below(3) + 1)]);
    }

    private void Fail()
    {
        for (int image = 0; image < _imagesPerInstant && _begun; image++)
        {
            Images++;
            MemoryKeyValueStore store = _memory.Copy();
            ChainStore chain = Open(store, _disk.LosePower(_random), _checkpointBlocks, _retention, pruneStep: 2);
            int height = (int)chain.FinalizedHeader.Height;
            Assert.InRange(height, _acknowledged, _final.Count - 1);
            Assert.Equal(_final[height].Hash, chain.FinalizedHeader.Hash);
            Assert.Equal(_final[height].StateRoot, chain.FinalizedState.Root);
            CheckPast(chain);
            // It goes on from there, checkpoints included, and a second power loss loses nothing either.
            TestLedger.Commit(chain);
            chain.CheckpointNow();
            chain.Dispose();
        }
    }

    private void CheckPast(ChainStore chain)
    {
        ulong head = chain.FinalizedHeader.Height;
        ulong height = Math.Max(chain.Kept.OldestState, head - Math.Min(head, (ulong)_random.Below(4)));
        if (chain.TryRewind(height, int.MaxValue, out BlockState? past, out StatePin? pin))
        {
            Assert.Equal(_final[(int)height].StateRoot, past.Root);
            pin.Dispose();
        }
    }
}
