using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Execution.Storage;

namespace Aether.Node.Joining;

/// <summary>What a node needs to join a chain.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="DataFolder">The node's folder; the caller holds its lock.</param>
/// <param name="OpenStore">Opens or makes the chain in the folder.</param>
internal sealed record JoinOptions(Genesis Genesis, string DataFolder, Func<ChainStore> OpenStore)
{
    /// <summary>Believe signatures of validators whose stake may be gone.</summary>
    public bool AcceptsExpiredTrust { get; init; }

    /// <summary>Processors that execute a block.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>The time of day.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whom to ask among equals; from the system in a node.</summary>
    public ulong Seed { get; init; } = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>Told in sentences what is worth telling. Called by the session's thread.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The time of day for trust, milliseconds since the Unix epoch; null to believe any age.</summary>
    public Func<ulong>? Now => AcceptsExpiredTrust ? null : () => (ulong)Time.GetUtcNow().ToUnixTimeMilliseconds();
}
