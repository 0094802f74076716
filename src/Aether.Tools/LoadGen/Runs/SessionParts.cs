using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Tools.LoadGen.Workloads;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>What a session uses.</summary>
internal sealed record SessionParts
{
    /// <summary>What is sent.</summary>
    public required LoadSpec Spec { get; init; }

    /// <summary>The nodes; the first is also watched and asked.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>Names and addresses of the nodes' metrics.</summary>
    public IReadOnlyList<(string Name, Uri Address)> Metrics { get; init; } = [];

    /// <summary>A client of the first node.</summary>
    public required AetherClient Client { get; init; }

    /// <summary>Carries questions for metrics.</summary>
    public required HttpClient Http { get; init; }

    /// <summary>Opens the key that pays; the caller disposes of it.</summary>
    public required Func<SigningSeed> OpenFunder { get; init; }

    /// <summary>Ask the development chain's faucet for what that key lacks.</summary>
    public bool UsesFaucet { get; init; }

    /// <summary>Told what is being done.</summary>
    public required Action<string> Note { get; init; }
}
