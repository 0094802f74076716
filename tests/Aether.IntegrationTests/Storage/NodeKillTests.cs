using System.Diagnostics;
using System.Globalization;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.IntegrationTests.Pipeline;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Node.Storage;
using Aether.Pipeline.BlockImport;
using Xunit;

namespace Aether.IntegrationTests.Storage;

/// <summary>
/// SIGKILL of a real node under load. <c>AETHER_NODE_KILLS</c> sets the count; the chain that is left is executed
/// again from its genesis at the end.
/// </summary>
public sealed class NodeKillTests(ITestOutputHelper output) : IDisposable
{
    private const int ShortRun = 10;
    private const int PatientRun = 40;
    private const string ChainId = "aether-kill-1";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aether-node-kill-");
    private readonly TestWallet _wallet = new(1);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Kill_UnderLoad_LosesNoFinalBlock()
    {
        string? text = Environment.GetEnvironmentVariable("AETHER_NODE_KILLS");
        int kills = text is null ? ShortRun : int.Parse(text, CultureInfo.InvariantCulture);
        Genesis genesis = WriteChain();
        Stopwatch clock = Stopwatch.StartNew();
        Random random = new(Environment.ProcessId);
        (ulong Height, string Hash) acknowledged = (0, genesis.Hash.ToString());
        long sent = 0;
        TimeSpan slowest = TimeSpan.Zero;
        // A busy machine may start a node and kill it before its first block is final, a few times in a row.
        int most = Math.Max(kills, PatientRun);
        for (int cycle = 0; cycle < kills || (acknowledged.Height == 0 && cycle < most); cycle++)
        {
            Stopwatch start = Stopwatch.StartNew();
            await using NodeChild node = await NodeChild.StartAsync(_root.FullName);
            slowest = start.Elapsed > slowest ? start.Elapsed : slowest;
            if (acknowledged.Height > 0)
            {
                (ulong Height, string Hash) again = await node.HeaderAsync(acknowledged.Height);
                Assert.Equal(acknowledged, again);
            }
            _wallet.Nonce = await node.NonceAsync(_wallet.Address);
            // The kill comes from elsewhere, at any instant of what the loop below keeps the node busy with.
            Task killer = node.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(5, 600)));
            while (await node.TrySendAsync(_wallet.Transfer(genesis, genesis.Accounts[0].Address, 1, 50_000)))
            {
                sent++;
                if (await node.TryFinalizedAsync() is { } final)
                {
                    Assert.True(final.Height >= acknowledged.Height, $"cycle {cycle}: {final} below {acknowledged}");
                    acknowledged = final;
                }
            }
            await killer;
            if (cycle % 50 == 49)
            {
                Report(cycle + 1, clock, acknowledged.Height, sent, slowest);
            }
        }
        CheckChain(genesis, acknowledged);
        Report(kills, clock, acknowledged.Height, sent, slowest);
        Assert.True(acknowledged.Height > 0 && sent > 0);
    }

    private void CheckChain(Genesis genesis, (ulong Height, string Hash) acknowledged)
    {
        using ChainStore chain = NodeStore.Open(Path.Combine(_root.FullName, "data"), genesis);
        Assert.True(chain.TryGetFinalProposal(acknowledged.Height, out Proposal? block));
        Assert.Equal(acknowledged.Hash, block.Hash.ToString());
        using ChainReplay replay = ChainReplay.Start(genesis, chain);
        while (replay.Height < chain.FinalizedHeader.Height)
        {
            Assert.Null(replay.Next());
        }
        Assert.Equal(chain.FinalizedState.Root, replay.StateRoot);
    }

    private void Report(int kills, Stopwatch clock, ulong height, long sent, TimeSpan slowest)
    {
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills in {clock.Elapsed.TotalSeconds:F0} s: final height {height}, {sent} transactions sent, "
            + $"0 final blocks lost, slowest start {slowest.TotalSeconds:F1} s");
        output.WriteLine(figures);
        Console.Error.WriteLine(figures);
    }

    private Genesis WriteChain()
    {
        ChainParameters parameters = new() { SlotMs = 50 };
        using ValidatorKeys keys = ValidatorKeys.Generate(parameters.KesDepth);
        ValidatorKeyFile.Save(Path.Combine(_root.FullName, "validator.json"), keys);
        UInt128 coins = (UInt128)1_000_000_000 * 1_000_000_000;
        Validator validator = keys.ToValidator(ChainId, coins);
        GenesisAccount[] accounts =
        [
            .. new[] { validator.Address, _wallet.Address }
                .Select(address => new GenesisAccount(address, coins, 0)).OrderBy(account => account.Address),
        ];
        ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Genesis genesis = new(ChainId, now, parameters, new ValidatorSet([validator]), accounts);
        File.WriteAllText(Path.Combine(_root.FullName, "genesis.toml"), GenesisFile.Format(genesis));
        return genesis;
    }
}
