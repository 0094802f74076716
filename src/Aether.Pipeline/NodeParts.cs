using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline;

/// <summary>
/// What the host gives a pipeline. The host owns all of it and disposes of it after the pipeline has stopped.
/// </summary>
public sealed record NodeParts
{
    /// <summary>The chain.</summary>
    public required Genesis Genesis { get; init; }

    /// <summary>Its durable blocks and state, opened for the same genesis.</summary>
    public required ChainStore Store { get; init; }

    /// <summary>The other validators.</summary>
    public required ITransport Transport { get; init; }

    /// <summary>
    /// Where gossiped messages wait for a judgement; null when the transport connects nodes that answer for each other.
    /// </summary>
    public IGossipSource? Gossip { get; init; }

    /// <summary>Datagrams and keys for payloads as shreds; null for proposals that travel whole.</summary>
    public ShredParts? Shreds { get; init; }

    /// <summary>The safety log of this validator's key.</summary>
    public required ISafetyLog SafetyLog { get; init; }

    /// <summary>Index of this validator; null for an observer.</summary>
    public ushort? OwnIndex { get; init; }

    /// <summary>Its keys; null for an observer.</summary>
    public IValidatorSigner? Signer { get; init; }

    /// <summary>Time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told how long work takes; null when nobody wants to know.</summary>
    public IPipelineProbe? Probe { get; init; }

    /// <summary>Choices.</summary>
    public PipelineOptions Options { get; init; } = new();

    /// <summary>Checks the signatures of consensus; null for the real ones.</summary>
    internal IConsensusCryptoFactory? Crypto { get; init; }

    /// <summary>Runs the stages.</summary>
    internal IStageRuntime Runtime { get; init; } = new ThreadRuntime();

    /// <summary>Decisions of the stages.</summary>
    internal PipelineRules Rules { get; init; } = new();

    /// <summary>
    /// Key of the tags of known transactions: not zero, unpredictable to whoever chooses transactions, and never
    /// outside the process.
    /// </summary>
    internal UInt128 TagKey { get; init; } = BitConverter.ToUInt128(RandomNumberGenerator.GetBytes(16)) | 1;
}
