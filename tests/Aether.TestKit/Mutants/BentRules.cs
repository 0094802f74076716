using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Mutants;

/// <summary>The voting rules with some of them replaced.</summary>
public sealed class BentRules : ConsensusRules
{
    /// <summary>In place of R6.</summary>
    public Func<UInt128, UInt128, bool>? Quorum { get; init; }

    /// <summary>In place of R2(ii).</summary>
    public Func<Header, bool>? Justified { get; init; }

    /// <summary>In place of R3.</summary>
    public Func<SafetyRecord, ulong, Hash256, bool>? Prevote { get; init; }

    /// <summary>In place of R4.</summary>
    public Func<SafetyRecord, ulong, Hash256, bool>? Precommit { get; init; }

    /// <summary>In place of R7.</summary>
    public Func<Header, Header, bool>? TwoChain { get; init; }

    /// <summary>In place of R9, of an epoch and the views of a block and its parent.</summary>
    public Func<EpochContext, ulong, ulong, BlockRole>? Role { get; init; }

    /// <summary>In place of R9.</summary>
    public Func<BlockRole, bool>? Final { get; init; }

    /// <summary>In place of R9: the record that an epoch starts with.</summary>
    public Func<EpochContext, SafetyRecord?, SafetyRecord>? FirstRecord { get; init; }

    /// <summary>Changes the record after a proposal, from the record before and the one that is right.</summary>
    public Func<SafetyRecord, SafetyRecord, SafetyRecord>? Proposed { get; init; }

    /// <summary>Changes the record after a prevote.</summary>
    public Func<SafetyRecord, SafetyRecord, SafetyRecord>? Prevoted { get; init; }

    /// <summary>Changes the record after a precommit.</summary>
    public Func<SafetyRecord, SafetyRecord, SafetyRecord>? Precommitted { get; init; }

    /// <summary>Changes the record after a timeout.</summary>
    public Func<SafetyRecord, SafetyRecord, SafetyRecord>? TimedOut { get; init; }

    /// <inheritdoc/>
    public override bool IsQuorum(UInt128 weight, UInt128 total) =>
        Quorum?.Invoke(weight, total) ?? base.IsQuorum(weight, total);

    /// <inheritdoc/>
    public override bool IsJustified(Header header) => Justified?.Invoke(header) ?? base.IsJustified(header);

    /// <inheritdoc/>
    public override bool MayPrevote(SafetyRecord record, ulong view, Hash256 hash) =>
        Prevote?.Invoke(record, view, hash) ?? base.MayPrevote(record, view, hash);

    /// <inheritdoc/>
    public override bool MayPrecommit(SafetyRecord record, ulong view, Hash256 hash) =>
        Precommit?.Invoke(record, view, hash) ?? base.MayPrecommit(record, view, hash);

    /// <inheritdoc/>
    public override bool IsTwoChain(Header block, Header child) =>
        TwoChain?.Invoke(block, child) ?? base.IsTwoChain(block, child);

    /// <inheritdoc/>
    public override BlockRole RoleOf(EpochContext epoch, ulong view, ulong justifyView) =>
        Role?.Invoke(epoch, view, justifyView) ?? base.RoleOf(epoch, view, justifyView);

    /// <inheritdoc/>
    public override bool MayBeFinal(BlockRole role) => Final?.Invoke(role) ?? base.MayBeFinal(role);

    /// <inheritdoc/>
    public override SafetyRecord RecordFor(EpochContext epoch, SafetyRecord? record) =>
        FirstRecord?.Invoke(epoch, record) ?? base.RecordFor(epoch, record);

    /// <inheritdoc/>
    public override SafetyRecord AfterPropose(SafetyRecord record, ulong view, Hash256 hash) =>
        Change(Proposed, record, base.AfterPropose(record, view, hash));

    /// <inheritdoc/>
    public override SafetyRecord AfterPrevote(SafetyRecord record, Header header) =>
        Change(Prevoted, record, base.AfterPrevote(record, header));

    /// <inheritdoc/>
    public override SafetyRecord AfterPrecommit(SafetyRecord record, QuorumCertificate certificate) =>
        Change(Precommitted, record, base.AfterPrecommit(record, certificate));

    /// <inheritdoc/>
    public override SafetyRecord AfterTimeout(SafetyRecord record, ulong view) =>
        Change(TimedOut, record, base.AfterTimeout(record, view));

    private static SafetyRecord Change(
        Func<SafetyRecord, SafetyRecord, SafetyRecord>? change, SafetyRecord before, SafetyRecord after) =>
        change?.Invoke(before, after) ?? after;
}
