using System.Globalization;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.IntegrationTests.Node;
using Aether.IntegrationTests.Pipeline;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Node.Storage;
using Xunit;

namespace Aether.IntegrationTests.Storage;

/// <summary>
/// SIGKILL of `aether snapshots import` at any instant. <c>AETHER_IMPORT_KILLS</c> sets the count. Another import goes
/// on; the store is not there or whole.
/// </summary>
public sealed class ImportKillTests(ITestOutputHelper output) : IDisposable
{
    private const int ShortRun = 4;
    private const int Accounts = 60_000;
    private const string ChainId = "aether-import-1";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aether-import-kill-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Kill_DuringImport_LeavesNoStoreOrTheWholeOne_AndAnotherGoesOn()
    {
        string? text = Environment.GetEnvironmentVariable("AETHER_IMPORT_KILLS");
        int wanted = text is null ? ShortRun : int.Parse(text, CultureInfo.InvariantCulture);
        Genesis genesis = WriteChain();
        (Hash256 hash, Hash256 root) = await MakeSnapshotAsync(genesis);
        TimeSpan whole = await ImportAsync(genesis, hash, root);
        Random random = new(Environment.ProcessId);
        (int kills, int imports, int resumed) = (0, 0, 0);
        while (kills < wanted)
        {
            Directory.Delete(At("new"), recursive: true);
            bool isWhole = false;
            while (!isWhole && kills < wanted)
            {
                resumed += Directory.Exists(At("new/db.import")) ? 1 : 0;
                await using AetherProcess import = AetherProcess.Start(Arguments());
                // The moment of the kill: at any time, or while chunks are written.
                while (kills % 2 == 1 && !Directory.Exists(At("new/db.import")) && !Directory.Exists(At("new/db")))
                {
                    await Task.Yield();
                }
                await Task.Delay(whole * random.NextDouble() / (kills % 2 == 1 ? 4 : 1));
                await import.SignalAsync("KILL");
                await import.WaitAsync();
                kills++;
                isWhole = Directory.Exists(NodeStore.StoreFolder(At("new")));
            }
            if (!isWhole)
            {
                await ImportAsync(genesis, hash, root);
            }
            else
            {
                Check(genesis, hash, root);
            }
            imports++;
        }
        string figures = $"{kills} kills over {imports} imports of {whole.TotalSeconds:F1} s, {resumed} begun imports "
            + "taken up again: every store whole";
        output.WriteLine(figures);
        Console.Error.WriteLine(figures);
    }

    // Gives the time that the import alone took.
    private async Task<TimeSpan> ImportAsync(Genesis genesis, Hash256 hash, Hash256 root)
    {
        long started = TimeProvider.System.GetTimestamp();
        (int code, _, string[] error) = await AetherProcess.RunAsync(Arguments());
        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        Assert.True(code == 0, string.Join('\n', error));
        Check(genesis, hash, root);
        return took;
    }

    // Whole: every entry with its seal, and the chain at the snapshot's block.
    private void Check(Genesis genesis, Hash256 hash, Hash256 root)
    {
        using (RocksDbKeyValueStore files = RocksDbKeyValueStore.Open(NodeStore.StoreFolder(At("new"))))
        {
            Assert.Empty(ChainInspection.Verify(files).Findings);
        }
        using ChainStore chain = NodeStore.Open(At("new"), genesis);
        Assert.Equal(hash, chain.FinalizedHeader.Hash);
        Assert.Equal(root, chain.FinalizedState.Root);
        Assert.False(Directory.Exists(At("new/db.import")));
    }

    private string[] Arguments() =>
    [
        "snapshots", "import", "--from", At("data/snapshots"), "--data", At("new"), "--genesis", At("genesis.toml"),
    ];

    private async Task<(Hash256 Hash, Hash256 Root)> MakeSnapshotAsync(Genesis genesis)
    {
        ulong final = 0;
        await using (NodeChild node = await NodeChild.StartAsync(_root.FullName))
        {
            while (final < 2)
            {
                final = (await node.TryFinalizedAsync())!.Value.Height;
            }
        }
        (int code, _, string[] error) = await AetherProcess.RunAsync(
            "snapshots", "create", "--data", At("data"), "--genesis", At("genesis.toml"));
        Assert.True(code == 0, string.Join('\n', error));
        using ChainStore chain = NodeStore.Open(At("data"), genesis);
        return (chain.FinalizedHeader.Hash, chain.FinalizedState.Root);
    }

    // About as many accounts as the file of a genesis may have: several chunks.
    private Genesis WriteChain()
    {
        ChainParameters parameters = new() { SlotMs = 100 };
        using ValidatorKeys keys = ValidatorKeys.Generate(parameters.KesDepth);
        ValidatorKeyFile.Save(At("validator.json"), keys);
        UInt128 coins = (UInt128)1_000_000_000 * 1_000;
        Validator validator = keys.ToValidator(ChainId, coins);
        Random random = new(1);
        byte[] address = new byte[Hash256.Bytes];
        List<GenesisAccount> accounts = [new(validator.Address, coins, 0)];
        while (accounts.Count < Accounts)
        {
            random.NextBytes(address);
            accounts.Add(new GenesisAccount(new Address(new Hash256(address)), coins, 7));
        }
        ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Genesis genesis = new(
            ChainId, now, parameters, new ValidatorSet([validator]), [.. accounts.OrderBy(item => item.Address)]);
        File.WriteAllText(At("genesis.toml"), GenesisFile.Format(genesis));
        return genesis;
    }

    private string At(string name) => Path.Combine(_root.FullName, name);
}
