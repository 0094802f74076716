using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.SlashingProtection;

/// <summary>The watermarks of one key on one chain: what a signer must never forget.</summary>
/// <remarks>
/// <b>Consensus</b>: a signature leaves only after the record that allows it is durable. Order is epoch first, then
/// view: nothing of a lower epoch is signed again, and a higher epoch starts with no marks of its own.
/// A mark is a view and the hash of the block there; the zero hash matches no block.
/// </remarks>
public sealed record SignerRecord : IAceValue<SignerRecord>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 8 + 4 + (3 * 40) + (4 * 8) + 4 + 1;

    private const byte Version = 1;
    private const byte SeenElsewhereFlag = 0x80;

    /// <summary>The record of a key that never signed.</summary>
    public static SignerRecord Empty { get; } = new();

    /// <summary>Rises by one with every record that becomes durable.</summary>
    public ulong Sequence { get; init; }

    /// <summary>Epoch of the marks.</summary>
    public uint Epoch { get; init; }

    /// <summary>lprop: highest view proposed in.</summary>
    public ulong ProposedView { get; init; }

    /// <summary>The proposal there.</summary>
    public Hash256 ProposedHash { get; init; }

    /// <summary>lpv: highest view prevoted or timed out.</summary>
    public ulong PrevotedView { get; init; }

    /// <summary>The block prevoted there; zero when it was a timeout without a prevote.</summary>
    public Hash256 PrevotedHash { get; init; }

    /// <summary>htv: highest view timed out.</summary>
    public ulong TimedOutView { get; init; }

    /// <summary>hqc: view of the highest certificate that a signature of this key rests on.</summary>
    public ulong LockView { get; init; }

    /// <summary>lcv: highest view precommitted in.</summary>
    public ulong PrecommittedView { get; init; }

    /// <summary>The block precommitted there.</summary>
    public Hash256 PrecommittedHash { get; init; }

    /// <summary>Nothing is signed in this view or above, in any epoch; the largest value for no stop.</summary>
    public ulong StopView { get; init; } = ulong.MaxValue;

    /// <summary>No header of this height or above is signed or prevoted; the largest value for no stop.</summary>
    public ulong StopHeight { get; init; } = ulong.MaxValue;

    /// <summary>Views to listen for this key's own votes before anything is signed; 0 when done.</summary>
    public uint ListenViews { get; init; }

    /// <summary>Signatures of this key were seen that it did not make: it signs nothing more.</summary>
    public bool SeenElsewhere { get; init; }

    /// <summary>True when nothing was ever signed under this record.</summary>
    public bool IsUnsigned =>
        Epoch == 0 && (ProposedView | PrevotedView | TimedOutView | LockView | PrecommittedView) == 0;

    /// <summary>The marks that a node's own safety record stands for.</summary>
    public static SignerRecord From(SafetyRecord record) => new()
    {
        Epoch = record.Epoch,
        ProposedView = record.ProposedView,
        ProposedHash = record.ProposedHash,
        PrevotedView = record.PrevotedView,
        PrevotedHash = record.PrevotedHash,
        TimedOutView = record.TimedOutView,
        LockView = record.HighCertificate.View,
        PrecommittedView = record.PrecommittedView,
        PrecommittedHash = record.PrecommittedHash,
    };

    /// <summary>
    /// The least record that is no lower than either: the marks of the later epoch, or in one epoch the higher of
    /// each. Where both have another block in the same view, none may be signed there again.
    /// </summary>
    public SignerRecord MaxWith(SignerRecord other)
    {
        SignerRecord marks = Epoch == other.Epoch ? HigherMarks(other) : Epoch > other.Epoch ? this : other;
        return marks with
        {
            Sequence = Math.Max(Sequence, other.Sequence),
            StopView = Math.Min(StopView, other.StopView),
            StopHeight = Math.Min(StopHeight, other.StopHeight),
            ListenViews = Math.Max(ListenViews, other.ListenViews),
            SeenElsewhere = SeenElsewhere || other.SeenElsewhere,
        };
    }

    /// <summary>True when every mark of <paramref name="other"/> lies at or below this record's.</summary>
    public bool Covers(SignerRecord other) =>
        Epoch > other.Epoch
        || (Epoch == other.Epoch
            && ProposedView >= other.ProposedView
            && PrevotedView >= other.PrevotedView
            && TimedOutView >= other.TimedOutView
            && LockView >= other.LockView
            && PrecommittedView >= other.PrecommittedView);

    /// <inheritdoc/>
    public static SignerRecord Decode(ref AceReader reader)
    {
        ulong sequence = reader.U64();
        SignerRecord record = new()
        {
            Sequence = sequence,
            Epoch = reader.U32(),
            ProposedView = reader.U64(),
            ProposedHash = reader.Hash(),
            PrevotedView = reader.U64(),
            PrevotedHash = reader.Hash(),
            TimedOutView = reader.U64(),
            LockView = reader.U64(),
            PrecommittedView = reader.U64(),
            PrecommittedHash = reader.Hash(),
            StopView = reader.U64(),
            StopHeight = reader.U64(),
            ListenViews = reader.U32(),
        };
        byte flags = reader.U8();
        reader.Require((flags & ~SeenElsewhereFlag) == Version, DecodeError.BadTag);
        return record with { SeenElsewhere = (flags & SeenElsewhereFlag) != 0 };
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Sequence);
        writer.U32(Epoch);
        writer.U64(ProposedView);
        writer.Hash(ProposedHash);
        writer.U64(PrevotedView);
        writer.Hash(PrevotedHash);
        writer.U64(TimedOutView);
        writer.U64(LockView);
        writer.U64(PrecommittedView);
        writer.Hash(PrecommittedHash);
        writer.U64(StopView);
        writer.U64(StopHeight);
        writer.U32(ListenViews);
        writer.U8((byte)(Version | (SeenElsewhere ? SeenElsewhereFlag : 0)));
    }

    private SignerRecord HigherMarks(SignerRecord other) => this with
    {
        ProposedView = Math.Max(ProposedView, other.ProposedView),
        ProposedHash = HigherHash(ProposedView, ProposedHash, other.ProposedView, other.ProposedHash),
        PrevotedView = Math.Max(PrevotedView, other.PrevotedView),
        PrevotedHash = HigherHash(PrevotedView, PrevotedHash, other.PrevotedView, other.PrevotedHash),
        TimedOutView = Math.Max(TimedOutView, other.TimedOutView),
        LockView = Math.Max(LockView, other.LockView),
        PrecommittedView = Math.Max(PrecommittedView, other.PrecommittedView),
        PrecommittedHash = HigherHash(
            PrecommittedView, PrecommittedHash, other.PrecommittedView, other.PrecommittedHash),
    };

    private static Hash256 HigherHash(ulong view, Hash256 hash, ulong otherView, Hash256 otherHash)
    {
        if (view == otherView)
        {
            return hash == otherHash ? hash : Hash256.Zero;
        }
        return view > otherView ? hash : otherHash;
    }
}
