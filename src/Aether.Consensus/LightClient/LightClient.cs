using Aether.Consensus.Epochs;
using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.LightClient;

/// <summary>
/// Follows a chain by its validator sets alone: one proof for each epoch, one aggregate check for each header.
/// </summary>
/// <remarks>
/// <b>Time</b> comes in as a value, milliseconds since the Unix epoch; only block timestamps are compared with it.
/// <b>Threads</b>: one caller. <b>Cost</b>: bounded by the limits of what is shown; a few hashes are kept.
/// <b>Errors</b>: no input throws. Source: protocol "Light client"; sequential, one epoch after the other.
/// </remarks>
public sealed class LightClient
{
    private readonly ulong? _trustingPeriodMs;
    private readonly Queue<(ulong Height, Hash256 Hash)> _seen = new();
    private TrustedEpoch _epoch;
    private ulong _latestMs;

    /// <summary>Starts from an epoch whose checkpoint or genesis the caller has pinned.</summary>
    /// <param name="trusted">Where trust starts.</param>
    /// <param name="trustingPeriodMs">
    /// How old the newest verified block may be for its validators still to have stake to lose; null to accept any age,
    /// which is for archives: whoever bought old keys can then show any history.
    /// </param>
    public LightClient(TrustedEpoch trusted, ulong? trustingPeriodMs = Limits.LightClient.TrustingPeriodMs)
    {
        _epoch = trusted;
        _latestMs = trusted.Checkpoint.RootTimestampMs;
        _trustingPeriodMs = trustingPeriodMs;
    }

    /// <summary>The newest epoch that was shown.</summary>
    public TrustedEpoch Epoch => _epoch;

    /// <summary>Timestamp of the newest block that was verified.</summary>
    public ulong LatestTimestampMs => _latestMs;

    /// <summary>Why nothing is believed any more, or none.</summary>
    public FreezeReason Frozen { get; private set; }

    /// <summary>Moves on to the next epoch when the proof holds in this one.</summary>
    /// <param name="proof">Of this epoch's closing block.</param>
    /// <param name="nowMs">The time.</param>
    public LightClientError Advance(EpochProof proof, ulong nowMs)
    {
        LightClientError error = CheckHeader(proof.Closing, nowMs);
        if (error != LightClientError.None)
        {
            return error;
        }
        if (RoleOf(proof.Closing) != BlockRole.Closing)
        {
            return LightClientError.NotClosing;
        }
        if (proof.Transition.Epoch != _epoch.Checkpoint.Epoch + 1
            || PayloadRootOf(proof.Transition) != proof.Closing.PayloadRoot)
        {
            return LightClientError.WrongTransition;
        }
        if (!IsFinal(proof.Closing, proof.Finality))
        {
            return LightClientError.NotFinal;
        }
        EpochCheckpoint checkpoint = _epoch.Checkpoint.After(proof);
        error = TrustedEpoch.TryCreate(checkpoint, proof.Transition.Validators, out TrustedEpoch? next);
        if (error != LightClientError.None)
        {
            return error;
        }
        if (!Remember(proof.Closing))
        {
            return LightClientError.Conflict;
        }
        _epoch = next!;
        return LightClientError.None;
    }

    /// <summary>Verifies a header of this epoch by one aggregate check, two for a two-chain proof.</summary>
    /// <param name="header">Of an ordinary or closing block.</param>
    /// <param name="finality">Shows it final.</param>
    /// <param name="nowMs">The time.</param>
    /// <param name="verified">What to check receipts and state with, or null.</param>
    public LightClientError VerifyHeader(
        Header header, FinalityProof finality, ulong nowMs, out VerifiedHeader? verified)
    {
        verified = null;
        LightClientError error = CheckHeader(header, nowMs);
        if (error != LightClientError.None)
        {
            return error;
        }
        if (!IsFinal(header, finality))
        {
            return LightClientError.NotFinal;
        }
        if (!Remember(header))
        {
            return LightClientError.Conflict;
        }
        verified = new VerifiedHeader(header);
        return LightClientError.None;
    }

    /// <summary>Freezes the client when both blocks are final, of one height, and not the same.</summary>
    public LightClientError ReportFork(
        Header first, FinalityProof firstProof, Header second, FinalityProof secondProof, ulong nowMs)
    {
        LightClientError error = CheckHeader(first, nowMs);
        error = error == LightClientError.None ? CheckHeader(second, nowMs) : error;
        if (error != LightClientError.None)
        {
            return error;
        }
        if (first.Height != second.Height || first.Hash == second.Hash)
        {
            return LightClientError.NoMisbehaviour;
        }
        if (!IsFinal(first, firstProof) || !IsFinal(second, secondProof))
        {
            return LightClientError.NotFinal;
        }
        Frozen = FreezeReason.ConflictingFinality;
        return LightClientError.None;
    }

    /// <summary>Freezes the client when evidence convicts more than a third of this epoch's stake.</summary>
    /// <remarks>
    /// Less than that is the chain's own affair: one faulty validator must not be able to stop every client. A double
    /// proposal finalises nothing; an invalid vote can be told only where the epoch's root hash is known.
    /// </remarks>
    public LightClientError ReportEvidence(Evidence evidence, ulong nowMs)
    {
        EpochCheckpoint trusted = _epoch.Checkpoint;
        if (Frozen != FreezeReason.None)
        {
            return LightClientError.Frozen;
        }
        if (IsExpired(nowMs))
        {
            return LightClientError.TrustExpired;
        }
        if (evidence.DoubleProposal is not null || (evidence.InvalidVote is not null && trusted.RootHash.IsZero))
        {
            return LightClientError.NoMisbehaviour;
        }
        QuorumCertificate root = QuorumCertificate.Root(trusted.Epoch, trusted.RootView, trusted.RootHash);
        EvidenceChecker checker = new(_epoch.Validators, root, new CertificateCrypto(_epoch.Committee));
        if (checker.Check(evidence, out Conviction[] convictions) != EvidenceError.None)
        {
            return LightClientError.NoMisbehaviour;
        }
        UInt128 stake = 0;
        foreach (Conviction conviction in convictions)
        {
            stake += _epoch.Validators[_epoch.Validators.IndexOf(conviction.Validator)].Stake;
        }
        if (stake <= _epoch.Validators.TotalStake / 3)
        {
            return LightClientError.NoMisbehaviour;
        }
        Frozen = FreezeReason.ConvictedStake;
        return LightClientError.None;
    }

    // All that needs no signature; the trusting period is first, since outside it a signature means nothing.
    private LightClientError CheckHeader(Header header, ulong nowMs)
    {
        EpochCheckpoint trusted = _epoch.Checkpoint;
        if (Frozen != FreezeReason.None)
        {
            return LightClientError.Frozen;
        }
        if (IsExpired(nowMs))
        {
            return LightClientError.TrustExpired;
        }
        if (header.Epoch != trusted.Epoch)
        {
            return header.Epoch < trusted.Epoch ? LightClientError.PastEpoch : LightClientError.SkippedEpoch;
        }
        if (header.View <= trusted.RootView || header.TimestampMs < trusted.RootTimestampMs)
        {
            return LightClientError.BeforeRoot;
        }
        if (header.TimestampMs > nowMs && header.TimestampMs - nowMs > Limits.LightClient.MaxClockDriftMs)
        {
            return LightClientError.FromTheFuture;
        }
        return RoleOf(header) == BlockRole.Helper ? LightClientError.HelperBlock : LightClientError.None;
    }

    private BlockRole RoleOf(Header header) =>
        EpochRules.RoleOf(_epoch.Checkpoint.EndView, header.View, header.Justify.View);

    private bool IsExpired(ulong nowMs) =>
        _trustingPeriodMs is { } period && nowMs > _latestMs && nowMs - _latestMs > period;

    private bool IsFinal(Header header, FinalityProof proof) =>
        proof.Path.Length <= Limits.Block.MaxFinalityPath && _epoch.Committee.VerifyFinality(header, proof);

    // False, and frozen, when another block of its height was verified before.
    private bool Remember(Header header)
    {
        foreach ((ulong height, Hash256 hash) in _seen)
        {
            if (height == header.Height && hash != header.Hash)
            {
                Frozen = FreezeReason.ConflictingFinality;
                return false;
            }
        }
        if (!_seen.Contains((header.Height, header.Hash)))
        {
            _seen.Enqueue((header.Height, header.Hash));
        }
        while (_seen.Count > Limits.LightClient.MaxSeenHeaders)
        {
            _seen.Dequeue();
        }
        _latestMs = Math.Max(_latestMs, header.TimestampMs);
        return true;
    }

    private static Hash256 PayloadRootOf(EpochTransition transition) =>
        Crypto.Merkle.PayloadCommitment.PayloadRoot(new BlockPayload([], [], transition));
}
