using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Native;
using Aether.Network.Transport;
using Aether.Pipeline;
using Xunit;

namespace Aether.IntegrationTests.Pipeline;

/// <summary>
/// Nodes of one chain in this process, over an in-memory network, with real signatures and stores in memory.
/// </summary>
internal sealed class TestCluster : IDisposable
{
    public const int WalletCount = 8;

    private const string ChainId = "aether-test-pipeline";

    private readonly MemoryKeyValueStore[] _stores;
    private readonly MemorySafetyLog[] _logs;
    private readonly ValidatorKeySet[] _keys;
    private readonly NodePipeline?[] _nodes;

    public TestCluster(int count, uint slotMs, uint epochSlots = 43_200)
    {
        Assert.SkipUnless(NativeLibraries.Bls.IsSupported, NativeLibraries.Bls.NotSupportedReason ?? "");
        Assert.SkipUnless(NativeLibraries.Sodium.IsSupported, NativeLibraries.Sodium.NotSupportedReason ?? "");
        _keys = [.. Enumerable.Range(0, count).Select(number => new ValidatorKeySet(number, ChainId, 1_000_000))];
        Wallets = [.. Enumerable.Range(0, WalletCount).Select(number => new TestWallet(number))];
        GenesisAccount[] accounts = [.. Wallets
            .Select(wallet => new GenesisAccount(wallet.Address, 1_000_000_000_000, 0))
            .OrderBy(account => account.Address)];
        ChainParameters parameters = new()
        {
            SlotMs = slotMs,
            KesDepth = ValidatorKeySet.KesDepth,
            EpochSlots = epochSlots,
        };
        ValidatorSet validators = new(_keys.Select(key => key.Validator));
        ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Genesis = new Genesis(ChainId, now, parameters, validators, accounts);
        Array.Sort(_keys, (left, right) => IndexOf(left).CompareTo(IndexOf(right)));
        Array.ForEach(_keys, key => key.Bind(Genesis.Hash));
        Network = new InMemoryNetwork(count);
        _stores = [.. Enumerable.Range(0, count).Select(_ => new MemoryKeyValueStore())];
        _logs = [.. Enumerable.Range(0, count).Select(_ => new MemorySafetyLog())];
        _nodes = new NodePipeline?[count];
    }

    public Genesis Genesis { get; }

    public TestWallet[] Wallets { get; }

    public InMemoryNetwork Network { get; }

    /// <summary>The keys of a validator by its index at genesis.</summary>
    public ValidatorKeySet Keys(int index) => _keys[index];

    public MemorySafetyLog SafetyLog(int index) => _logs[index];

    public NodePipeline this[int index] => _nodes[index] ?? throw new InvalidOperationException("not started");

    /// <summary>Creates a node over what its store and safety log hold. The caller starts it.</summary>
    public NodePipeline Create(int index)
    {
        StoreOpenError error = ChainStore.TryOpen(_stores[index], Genesis, out ChainStore? store, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        NodeParts parts = new()
        {
            Genesis = Genesis,
            Store = store!,
            Transport = Network[index],
            SafetyLog = _logs[index],
            OwnIndex = (ushort)index,
            Signer = _keys[index],
        };
        Assert.True(NodePipeline.TryCreate(parts, out NodePipeline? node, out reason), reason);
        _nodes[index] = node;
        return node!;
    }

    public void Dispose()
    {
        foreach (NodePipeline? node in _nodes)
        {
            node?.Dispose();
        }
    }

    private int IndexOf(ValidatorKeySet key) => Genesis.Validators.IndexOf(key.Validator.Address);
}
