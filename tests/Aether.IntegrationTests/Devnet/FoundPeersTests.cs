using System.Text.Json;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Processes;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Xunit;

namespace Aether.IntegrationTests.Devnet;

/// <summary>Processes that know one address and find each other, over real QUIC.</summary>
public sealed class FoundPeersTests : IDisposable
{
    private const int Validators = 4;
    private const int Observers = 2;
    private const int First = Validators;
    private const int Follower = Validators + 1;
    private const ulong Price = 1UL << 32;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("found").FullName;

    [Fact]
    public async Task FourValidatorsAndTwoObservers_AgreeServeAndOutliveTheAddressTheyBeganAt()
    {
        DevnetOptions options = new(Validators, _folder, 1, null, false, 0)
        {
            Processes = true,
            FindsPeers = true,
            Observers = Observers,
        };
        DevnetFolder folder = DevnetFolder.OpenOrCreate(options);
        int number = folder.ValidatorOf(3);
        (ProcessDevnet devnet, _) = await ProcessDevnet.StartAsync(folder, options);
        using (devnet)
        using (HttpClient http = new())
        {
            await WaitAsync(devnet, sample => sample.FinalizedHeight >= 3);
            AetherClient observer = new(http, await devnet.Nodes[Follower].Ready);
            await SendAsync(observer, options.Seed);

            // Validator 3 keeps the others as anchors; then the address that all began at dies, and it dies too.
            string anchors = Path.Combine(_folder, "node-3", "peer-anchors.bin");
            await WaitAsync(devnet, _ => File.Exists(anchors));
            devnet.Kill(First);
            devnet.Kill(3);
            ulong killed = Highest(devnet);
            await devnet.RestartAsync(3);
            AetherClient back = new(http, await devnet.Nodes[3].Ready);
            await WaitAsync(devnet, _ =>
                HeightOf(devnet, number) >= killed + 3 && HeightOf(devnet, Follower) >= killed + 3);
            JsonElement peers = await back.CallAsync("aeth_getPeers", [], TestContext.Current.CancellationToken);
            Assert.Equal(Validators - 1, peers.GetProperty("validators").GetInt32());
            DevnetSummary summary = devnet.Meter.Summarise();
            Assert.True(summary.StateRootEqual);
            Assert.Equal(0, summary.Equivocations);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A transfer, and a transaction whose block is longer than a gossiped header: nodes without keys fetch it.
    private static async Task SendAsync(AetherClient client, ulong seed)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Genesis genesis = await client.GetGenesisAsync(cancellation);
        using SigningSeed key = SigningSeed.FromSeed(DevnetAccounts.SeedOf(seed, "alice"));
        ulong view = await client.GetSlotNumberAsync(cancellation);
        TransactionBuilder transfer = new TransactionBuilder(genesis)
            .Transfer(key.Address, DevnetAccounts.AddressOf(seed, "bob"), AssetId.Swr, 1_000);
        TransactionBody[] bodies =
        [
            transfer.Build(key.Address, nonce: 0, view, Price),
            LongBody(genesis, key, view),
        ];
        foreach (TransactionBody body in bodies)
        {
            Transaction transaction = TransactionSigner.Sign(body, genesis.Hash, key);
            Hash256 hash = await client.SendRawTransactionAsync(transaction.Bytes.ToArray(), cancellation);
            ReceiptInfo receipt = await client.WaitForReceiptAsync(hash, WaitLevel.Final, s_patience, cancellation);
            Assert.True(receipt.Finalized);
            Assert.Equal("Success", receipt.StatusName);
        }
    }

    // As long as a transaction may be, less a few bytes.
    private static TransactionBody LongBody(Genesis genesis, SigningSeed key, ulong view)
    {
        const int Wanted = Limits.Transaction.MaxBytes - 16;
        int length = Sign(15_000).Bytes.Length;
        return Sign(15_000 + Wanted - length).Body;

        Transaction Sign(int last)
        {
            TransactionBuilder builder = new(genesis);
            ulong number = 0;
            foreach (int size in (int[])[16_384, 16_384, 16_384, last])
            {
                builder.CreateObject(
                    key.Address, number++, ObjectKind.FirstFree, key.Address, new byte[size], out _);
            }
            return TransactionSigner.Sign(builder.Build(key.Address, nonce: 1, view, Price), genesis.Hash, key);
        }
    }

    private static ulong Highest(ProcessDevnet devnet) =>
        devnet.Meter.Sample().Validators.Max(validator => validator.FinalizedHeight);

    private static ulong HeightOf(ProcessDevnet devnet, int number) => devnet.Meter.Status(number).Height;

    private static async Task WaitAsync(ProcessDevnet devnet, Func<DevnetSample, bool> reached)
    {
        using CancellationTokenSource late = new(s_patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
        while (!reached(devnet.Meter.Sample()))
        {
            await timer.WaitForNextTickAsync(late.Token);
        }
    }
}
