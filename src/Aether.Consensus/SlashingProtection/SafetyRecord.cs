using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.SlashingProtection;

/// <summary>What a validator must never forget about its own signatures in one epoch.</summary>
/// <remarks>
/// <b>Consensus</b>: a signature leaves only after the record that allows it is durable. Views only go up.
/// </remarks>
public sealed record SafetyRecord : IAceValue<SafetyRecord>
{
    /// <summary>Epoch of everything below.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Highest view proposed in.</summary>
    public ulong ProposedView { get; init; }

    /// <summary>The proposal there.</summary>
    public Hash256 ProposedHash { get; init; }

    /// <summary>Highest view prevoted or timed out.</summary>
    public ulong PrevotedView { get; init; }

    /// <summary>The block prevoted there; zero when it was a timeout without a prevote.</summary>
    public Hash256 PrevotedHash { get; init; }

    /// <summary>Highest view timed out.</summary>
    public ulong TimedOutView { get; init; }

    /// <summary>Highest view precommitted in.</summary>
    public ulong PrecommittedView { get; init; }

    /// <summary>The block precommitted there.</summary>
    public Hash256 PrecommittedHash { get; init; }

    /// <summary>The highest QC seen: the lock.</summary>
    public required QuorumCertificate HighCertificate { get; init; }

    /// <summary>What let us enter the current view; null in the first view.</summary>
    public EntryCertificate? Entry { get; init; }

    /// <summary>The record of a key that never signed.</summary>
    public static SafetyRecord Initial(QuorumCertificate root) => new() { Epoch = root.Epoch, HighCertificate = root };

    /// <inheritdoc/>
    public static SafetyRecord Decode(ref AceReader reader) => new()
    {
        Epoch = reader.U32(),
        ProposedView = reader.U64(),
        ProposedHash = reader.Hash(),
        PrevotedView = reader.U64(),
        PrevotedHash = reader.Hash(),
        TimedOutView = reader.U64(),
        PrecommittedView = reader.U64(),
        PrecommittedHash = reader.Hash(),
        HighCertificate = QuorumCertificate.Decode(ref reader),
        Entry = reader.Option<EntryCertificate>(),
    };

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.U64(ProposedView);
        writer.Hash(ProposedHash);
        writer.U64(PrevotedView);
        writer.Hash(PrevotedHash);
        writer.U64(TimedOutView);
        writer.U64(PrecommittedView);
        writer.Hash(PrecommittedHash);
        HighCertificate.Encode(writer);
        writer.Option(Entry);
    }
}
