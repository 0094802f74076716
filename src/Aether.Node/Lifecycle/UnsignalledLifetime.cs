using Microsoft.Extensions.Hosting;

namespace Aether.Node.Lifecycle;

/// <summary>Keeps a server inside this process from hearing signals.</summary>
/// <remarks>
/// The web host's own lifetime stops its server at the first SIGTERM, in the middle of a start even by an exception.
/// Here the drain decides when a server ends: probes are answered until then.
/// </remarks>
internal sealed class UnsignalledLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
