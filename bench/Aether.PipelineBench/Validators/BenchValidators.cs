using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Network.Transport;
using Aether.Node;
using Aether.Node.Signing;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;
using Aether.PipelineBench.Load;

namespace Aether.PipelineBench.Validators;

/// <summary>Validators of one chain as the product puts them together, with links in memory.</summary>
internal sealed class BenchValidators : IAsyncDisposable
{
    private const string ChainId = "aether-bench-1";
    private const ulong KeySeed = 7;
    private static readonly UInt128 s_stake = (UInt128)1_000_000 * 1_000_000_000;

    private readonly List<NodeHost> _hosts = [];
    private readonly long[] _transactions;
    private readonly long[] _blocks;
    private readonly long[] _bytes;

    private BenchValidators(Genesis genesis)
    {
        Genesis = genesis;
        _transactions = new long[genesis.Validators.Count];
        _blocks = new long[genesis.Validators.Count];
        _bytes = new long[genesis.Validators.Count];
    }

    public Genesis Genesis { get; }

    public NodePipeline[] Nodes => [.. _hosts.Select(static host => host.View.Pipeline)];

    /// <summary>Why a validator stopped itself; null while all run.</summary>
    public string? Fault =>
        _hosts.Find(static host => host.View.Pipeline.Fault is not null)?.View.Pipeline.Fault?.Reason;

    /// <summary>Makes keys, genesis and data in a folder and opens every validator; nothing runs yet.</summary>
    public static BenchValidators Open(PipelineBenchOptions options, SenderAccounts accounts, string folder)
    {
        string[] keyFiles = new string[options.Validators];
        Validator[] validators = new Validator[options.Validators];
        for (int index = 0; index < validators.Length; index++)
        {
            using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(KeySeed, index, options.Parameters.KesDepth);
            validators[index] = keys.ToValidator(ChainId, s_stake);
            keyFiles[index] = Path.Combine(folder, $"validator-{index}.json");
            ValidatorKeyFile.Save(keyFiles[index], keys);
        }
        ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Genesis genesis = new(
            ChainId, now, options.Parameters, new ValidatorSet(validators), accounts.GenesisEntries());
        BenchValidators opened = new(genesis);
        InMemoryNetwork links = new(validators.Length);
        PipelineOptions choices = new()
        {
            Mempool = new MempoolOptions { MaxTransactions = options.Pool },
            ExecutionLanes = options.Lanes,
            Timing = options.Timing,
        };
        foreach (string keyFile in keyFiles)
        {
            ValidatorKeys keys = ValidatorKeyFile.Load(keyFile);
            int index = genesis.Validators.IndexOf(keys.Address);
            string data = Path.Combine(folder, $"node-{index}");
            NodeHostOptions node = new(genesis, keys, keyFile, data, links[index], choices)
            {
                Retention = options.Retention,
            };
            NodeHost host = NodeHost.Open(node);
            opened._hosts.Add(host);
            host.View.Pipeline.BlockFinalized += block => opened.Count(index, block);
        }
        return opened;
    }

    /// <summary>Starts all.</summary>
    public void Start() => _hosts.ForEach(static host => host.Start());

    /// <summary>What every validator has final and durable.</summary>
    public FinalCounts Counts() => new(
        Enumerable.Range(0, _hosts.Count).Min(index => Volatile.Read(ref _transactions[index])),
        Enumerable.Range(0, _hosts.Count).Min(index => Volatile.Read(ref _blocks[index])),
        Enumerable.Range(0, _hosts.Count).Min(index => Volatile.Read(ref _bytes[index])));

    /// <summary>The sum of the nonces of some accounts in the final state of the first validator.</summary>
    public long SumOfNonces(IEnumerable<Address> accounts)
    {
        NodePipeline node = _hosts[0].View.Pipeline;
        return accounts.Sum(address => node.Heads.ReadFinalized(
            address, static (state, asked) => (long)state.GetAccount(asked).Nonce));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NodeHost host in _hosts)
            await host.DisposeAsync();
    }

    private void Count(int index, FinalBlock block)
    {
        Volatile.Write(ref _bytes[index], _bytes[index] + block.Header.PayloadBytes);
        Volatile.Write(ref _blocks[index], _blocks[index] + 1);
        Volatile.Write(ref _transactions[index], _transactions[index] + block.Transactions.Length);
    }
}
