using System.Collections.Concurrent;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.IntegrationTests.Devnet;
using Xunit;

namespace Aether.IntegrationTests.Rpc;

/// <summary>One running devnet for all tests of a class: they leave it as they found it.</summary>
public sealed class SharedDevnet : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-rpc-").FullName;
    private TestDevnet? _devnet;

    internal TestDevnet Devnet => _devnet!;

    /// <summary>Transactions that were refused: none may ever be in a block.</summary>
    internal ConcurrentBag<Hash256> Refused { get; } = [];

    public async ValueTask InitializeAsync() => _devnet = await TestDevnet.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _devnet!.Network.StopAsync();
        foreach (ChainStore store in _devnet.Network.Nodes.Select(node => node.View.Store))
        {
            Assert.All(Refused, id => Assert.False(store.TryLocate(id, out _)));
        }
        await _devnet.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
