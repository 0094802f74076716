using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.SlashingProtection;

/// <summary>The last line of slashing protection: decides what a key may sign and derives the bytes itself.</summary>
/// <remarks>
/// <b>Consensus</b>: whatever it is asked in whatever order, no two messages it lets through convict its key of a
/// double proposal, a double vote or amnesia, and no prevote for a header that its own certificates do not justify.
/// Whether those certificates verify it cannot know: it holds no validator set.
/// A state machine without input and output: the caller makes <see cref="SignerDecision.Next"/> durable, calls
/// <see cref="Accept"/>, and only then signs. <b>Threads</b>: one at a time.
/// </remarks>
public sealed class SignerCore
{
    private const int AlphaBytes = 84;
    private const int AlphaRandomness = 44;
    private const int AlphaView = 76;

    private readonly Hash256 _genesisHash;

    /// <summary>Creates the core of one key on one chain.</summary>
    /// <param name="genesisHash">Part of every signed byte string.</param>
    /// <param name="record">The last durable record.</param>
    public SignerCore(Hash256 genesisHash, SignerRecord record)
    {
        _genesisHash = genesisHash;
        Record = record;
    }

    /// <summary>The record in force.</summary>
    public SignerRecord Record { get; private set; }

    /// <summary>
    /// Decides about a request. The same request again gives the same bytes and the record as it is.
    /// </summary>
    public SignerDecision Decide(SignRequest request)
    {
        (SignerRefusal refusal, SignerRecord next, byte[] message) = request switch
        {
            VoteSignRequest { Kind: VoteKind.Prevote } vote => Prevote(vote),
            VoteSignRequest { Kind: VoteKind.Precommit } vote => Precommit(vote),
            TimeoutSignRequest timeout => Timeout(timeout),
            HeaderSignRequest header => Propose(header.Header),
            VrfSignRequest vrf => Vrf(vrf),
            _ => Refuse(SignerRefusal.Malformed),
        };
        if (refusal != SignerRefusal.None)
        {
            return new SignerDecision(refusal, Record, []);
        }
        SignerRecord stamped = next == Record ? Record : next with { Sequence = checked(Record.Sequence + 1) };
        return new SignerDecision(SignerRefusal.None, stamped, message);
    }

    /// <summary>Puts a durable record in force.</summary>
    public void Accept(SignerRecord record)
    {
        bool same = ReferenceEquals(record, Record);
        Check.That(same || (record.Sequence == Record.Sequence + 1 && record.Covers(Record)));
        Record = record;
    }

    /// <summary>Bytes of the VRF input of a view, as the lottery builds them.</summary>
    public byte[] Alpha(Hash256 randomness, ulong view)
    {
        byte[] alpha = new byte[AlphaBytes];
        "AETH-VRF-V1\0"u8.CopyTo(alpha);
        _genesisHash.Span.CopyTo(alpha.AsSpan(12));
        randomness.Span.CopyTo(alpha.AsSpan(AlphaRandomness));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(alpha.AsSpan(AlphaView), view);
        return alpha;
    }

    /// <summary>The epoch's randomness inside a VRF input; false for bytes of another length.</summary>
    public static bool TryReadRandomness(ReadOnlySpan<byte> alpha, out Hash256 randomness)
    {
        bool ok = alpha.Length == AlphaBytes;
        randomness = ok ? new Hash256(alpha[AlphaRandomness..AlphaView]) : default;
        return ok;
    }

    private (SignerRefusal Refusal, SignerRecord Next, byte[] Message) Prevote(VoteSignRequest vote)
    {
        if (vote.Header is not { } header || header.Epoch != vote.Epoch || header.View != vote.View
            || header.Hash != vote.BlockHash)
        {
            return Refuse(SignerRefusal.Malformed);
        }
        SignerRefusal gate = Gate(vote.Epoch, vote.View, header.Height);
        if (gate != SignerRefusal.None)
        {
            return Refuse(gate);
        }
        if (!IsJustified(header))
        {
            return Refuse(SignerRefusal.NotJustified);
        }
        SignerRecord marks = MarksOf(vote.Epoch);
        bool again = vote.View == marks.PrevotedView && vote.BlockHash == marks.PrevotedHash;
        if (!again && vote.View <= marks.TimedOutView)
        {
            return Refuse(SignerRefusal.ViewGivenUp);
        }
        if (!again && vote.View <= marks.PrevotedView)
        {
            return Refuse(SignerRefusal.OtherPrevote);
        }
        SignerRecord next = marks with
        {
            PrevotedView = vote.View,
            PrevotedHash = vote.BlockHash,
            LockView = Math.Max(marks.LockView, header.Justify.View),
        };
        return (SignerRefusal.None, next, VoteMessage(vote));
    }

    private (SignerRefusal Refusal, SignerRecord Next, byte[] Message) Precommit(VoteSignRequest vote)
    {
        SignerRefusal gate = Gate(vote.Epoch, vote.View, 0);
        if (gate != SignerRefusal.None)
        {
            return Refuse(gate);
        }
        SignerRecord marks = MarksOf(vote.Epoch);
        if (vote.View <= marks.TimedOutView)
        {
            return Refuse(SignerRefusal.ViewGivenUp);
        }
        bool again = vote.View == marks.PrecommittedView && vote.BlockHash == marks.PrecommittedHash;
        if (!again && vote.View <= marks.PrecommittedView)
        {
            return Refuse(SignerRefusal.OtherPrecommit);
        }
        SignerRecord next = marks with
        {
            PrecommittedView = vote.View,
            PrecommittedHash = vote.BlockHash,
            LockView = Math.Max(marks.LockView, vote.View),
        };
        return (SignerRefusal.None, next, VoteMessage(vote));
    }

    private (SignerRefusal Refusal, SignerRecord Next, byte[] Message) Timeout(TimeoutSignRequest timeout)
    {
        SignerRefusal gate = Gate(timeout.Epoch, timeout.View, 0);
        if (gate != SignerRefusal.None)
        {
            return Refuse(gate);
        }
        SignerRecord marks = MarksOf(timeout.Epoch);
        if (timeout.HighView >= timeout.View)
        {
            return Refuse(SignerRefusal.Malformed);
        }
        if (timeout.View < Math.Max(marks.PrevotedView, marks.TimedOutView))
        {
            return Refuse(SignerRefusal.TimeoutBelowVote);
        }
        if (timeout.HighView < marks.LockView)
        {
            return Refuse(SignerRefusal.LockLowered);
        }
        SignerRecord next = marks with
        {
            PrevotedHash = timeout.View > marks.PrevotedView ? Hash256.Zero : marks.PrevotedHash,
            PrevotedView = timeout.View,
            TimedOutView = timeout.View,
            LockView = timeout.HighView,
        };
        byte[] message = new byte[SigningMessages.TimeoutBytes];
        SigningMessages.WriteTimeout(message, _genesisHash, timeout.Epoch, timeout.View, timeout.HighView);
        return (SignerRefusal.None, next, message);
    }

    private (SignerRefusal Refusal, SignerRecord Next, byte[] Message) Propose(Header header)
    {
        SignerRefusal gate = Gate(header.Epoch, header.View, header.Height);
        if (gate != SignerRefusal.None)
        {
            return Refuse(gate);
        }
        if (!IsJustified(header))
        {
            return Refuse(SignerRefusal.NotJustified);
        }
        SignerRecord marks = MarksOf(header.Epoch);
        bool again = header.View == marks.ProposedView && header.Hash == marks.ProposedHash;
        if (!again && header.View <= marks.ProposedView)
        {
            return Refuse(SignerRefusal.OtherProposal);
        }
        SignerRecord next = marks with { ProposedView = header.View, ProposedHash = header.Hash };
        return (SignerRefusal.None, next, header.Hash.Span.ToArray());
    }

    // Proofs cannot conflict, so they leave no mark; a stopped signer gives none all the same.
    private (SignerRefusal Refusal, SignerRecord Next, byte[] Message) Vrf(VrfSignRequest vrf)
    {
        if (Record.SeenElsewhere)
        {
            return Refuse(SignerRefusal.SeenElsewhere);
        }
        if (vrf.View >= Record.StopView)
        {
            return Refuse(SignerRefusal.Stopped);
        }
        if (!TryReadRandomness(vrf.Alpha, out Hash256 randomness))
        {
            return Refuse(SignerRefusal.Malformed);
        }
        byte[] alpha = Alpha(randomness, vrf.View);
        return alpha.AsSpan().SequenceEqual(vrf.Alpha)
            ? (SignerRefusal.None, Record, alpha)
            : Refuse(SignerRefusal.Malformed);
    }

    // What holds for every message with an epoch and a view, whatever its kind.
    private SignerRefusal Gate(uint epoch, ulong view, ulong height)
    {
        if (Record.SeenElsewhere)
        {
            return SignerRefusal.SeenElsewhere;
        }
        if (Record.ListenViews > 0)
        {
            return SignerRefusal.Listening;
        }
        if (view == 0 || view > Limits.Signer.MaxView)
        {
            return view == 0 ? SignerRefusal.Malformed : SignerRefusal.ViewTooHigh;
        }
        if (view >= Record.StopView || height >= Record.StopHeight)
        {
            return SignerRefusal.Stopped;
        }
        return epoch < Record.Epoch ? SignerRefusal.LowerEpoch : SignerRefusal.None;
    }

    // R2(ii), as far as the header alone shows it.
    private static bool IsJustified(Header header)
    {
        QuorumCertificate justify = header.Justify;
        bool fits = justify.Kind == VoteKind.Prevote && justify.Epoch == header.Epoch
            && justify.View < header.View && justify.BlockHash == header.ParentHash;
        return fits && (header.Timeout is { } timeout
            ? timeout.Epoch == header.Epoch && timeout.View == header.View - 1 && justify.View >= timeout.HighView
            : justify.View == header.View - 1);
    }

    private SignerRecord MarksOf(uint epoch) => epoch == Record.Epoch ? Record : new SignerRecord
    {
        Sequence = Record.Sequence,
        Epoch = epoch,
        StopView = Record.StopView,
        StopHeight = Record.StopHeight,
    };

    private byte[] VoteMessage(VoteSignRequest vote)
    {
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, _genesisHash, vote.Kind, vote.Epoch, vote.View, vote.BlockHash);
        return message;
    }

    private (SignerRefusal Refusal, SignerRecord Next, byte[] Message) Refuse(SignerRefusal refusal) =>
        (refusal, Record, []);
}
