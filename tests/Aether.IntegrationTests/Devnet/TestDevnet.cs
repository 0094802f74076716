using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Node.Devnet;
using Aether.Pipeline;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;

namespace Aether.IntegrationTests.Devnet;

/// <summary>Four real validators in this process over a folder, with JSON-RPC on a free port.</summary>
internal sealed class TestDevnet : IAsyncDisposable
{
    private const ulong Seed = 1;
    private readonly HttpClient _http = new();

    private TestDevnet(DevnetFolder folder, DevnetNetwork network)
    {
        Folder = folder;
        Network = network;
        Meter = new DevnetMeter(network, TimeProvider.System);
        Client = null!;
    }

    public DevnetFolder Folder { get; }

    public DevnetNetwork Network { get; }

    public DevnetMeter Meter { get; }

    public AetherClient Client { get; private set; }

    public Uri Endpoint => Client.Endpoint;

    public Genesis Genesis => Folder.Genesis;

    public static async Task<TestDevnet> StartAsync(
        string path, uint? epochSlots = null, Retention? retention = null, Action<int, string>? snapshots = null)
    {
        DevnetFolder folder = DevnetFolder.OpenOrCreate(
            new DevnetOptions(4, path, Seed, null, false, 0) { EpochSlots = epochSlots });
        DevnetNetwork network = await DevnetNetwork.OpenAsync(
            folder, new PipelineOptions(), retention: retention ?? Retention.Full);
        if (snapshots is not null)
        {
            network.KeepSnapshots(0, snapshots);
        }
        TestDevnet devnet = new(folder, network);
        Uri endpoint = await network.StartAsync(0, Seed);
        devnet.Client = new AetherClient(devnet._http, endpoint);
        return devnet;
    }

    public static SigningSeed KeyOf(string name) => SigningSeed.FromSeed(DevnetAccounts.SeedOf(Seed, name));

    public static Address AddressOf(string name) => DevnetAccounts.AddressOf(Seed, name);

    /// <summary>The body of a transfer of SWR that the chain would take now.</summary>
    public async Task<TransactionBody> TransferAsync(string from, string to, UInt128 amount)
    {
        AccountInfo account = await Client.GetAccountAsync(AddressOf(from), BlockTag.Finalized);
        ulong view = await Client.GetSlotNumberAsync();
        return new TransactionBuilder(Genesis)
            .Transfer(AddressOf(from), AddressOf(to), AssetId.Swr, amount)
            .Build(AddressOf(from), account.Nonce, view, price: 1UL << 32);
    }

    public Transaction Sign(TransactionBody body, string name)
    {
        using SigningSeed key = KeyOf(name);
        return TransactionSigner.Sign(body, Genesis.Hash, key);
    }

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        _http.Dispose();
    }
}
