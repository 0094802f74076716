using System.Security.Cryptography;
using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// A block header. It carries its own execution result: state and receipts roots are those after its payload.
/// </summary>
/// <remarks><b>Consensus</b>: changing a field, its order or its limit forks the chain.</remarks>
public sealed record Header : IAceValue<Header>
{
    /// <summary>The only version.</summary>
    public const ushort CurrentVersion = 1;

    /// <summary>
    /// The payload travels whole with the proposal and its root is the list-tree root over witness ids.
    /// </summary>
    public const byte WholePayloadProfile = 255;

    // Names its header, because `with` copies this field into a header with other content. A reference, because a
    // hash is written in more than one step and headers are read by several threads.
    private HashCache? _cache;

    /// <summary>Format version.</summary>
    public ushort Version { get; init; } = CurrentVersion;

    /// <summary>Epoch whose validator set certifies the block.</summary>
    public required uint Epoch { get; init; }

    /// <summary>View (slot number), strictly greater than the parent's.</summary>
    public required ulong View { get; init; }

    /// <summary>Parent height plus one.</summary>
    public required ulong Height { get; init; }

    /// <summary>Hash of the parent; equals <c>Justify.BlockHash</c>.</summary>
    public required Hash256 ParentHash { get; init; }

    /// <summary>QC of the parent.</summary>
    public required QuorumCertificate Justify { get; init; }

    /// <summary>TC of the view before, when the parent is not of that view.</summary>
    public TimeoutCertificate? Timeout { get; init; }

    /// <summary>Set only in the first header of an epoch.</summary>
    public FinalityProof? EpochProof { get; init; }

    /// <summary>Milliseconds since the Unix epoch, at least one slot after the parent.</summary>
    public required ulong TimestampMs { get; init; }

    /// <summary>Index of the proposer in the epoch's set.</summary>
    public required ushort Proposer { get; init; }

    /// <summary>By what right it proposes.</summary>
    public required LeadKind LeadKind { get; init; }

    /// <summary>VRF proof over the view; also carried by the backup leader, for randomness.</summary>
    public required VrfProof VrfProof { get; init; }

    /// <summary>Commitment to the payload.</summary>
    public required Hash256 PayloadRoot { get; init; }

    /// <summary>Payload size.</summary>
    public required uint PayloadBytes { get; init; }

    /// <summary>How the payload travels.</summary>
    public byte FecProfile { get; init; } = WholePayloadProfile;

    /// <summary>Root of the state tree after this block.</summary>
    public required Hash256 StateRoot { get; init; }

    /// <summary>List-tree root over this block's receipts.</summary>
    public required Hash256 ReceiptsRoot { get; init; }

    /// <summary>List-tree root over included evidence; zero when none.</summary>
    public Hash256 EvidenceRoot { get; init; }

    /// <summary>Block fee multiplier, Q32.32: 2^32 is 1.</summary>
    public ulong BaseFee { get; init; } = 1UL << 32;

    /// <summary>Votes for protocol upgrades.</summary>
    public ulong ExtraVersionBits { get; init; }

    /// <summary>SHA-256("aeth/header/v1" || header). Computed once.</summary>
    public Hash256 Hash
    {
        get
        {
            HashCache? cache = _cache;
            if (cache is null || !ReferenceEquals(cache.Owner, this))
            {
                cache = new HashCache(this, ComputeHash());
                _cache = cache;
            }
            return cache.Hash;
        }
    }

    /// <inheritdoc/>
    public static Header Decode(ref AceReader reader) => Decode(ref reader, mayHaveEpochProof: true);

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U16(Version);
        writer.U32(Epoch);
        writer.U64(View);
        writer.U64(Height);
        writer.Hash(ParentHash);
        Justify.Encode(writer);
        writer.Option(Timeout);
        writer.Option(EpochProof);
        writer.U64(TimestampMs);
        writer.U16(Proposer);
        writer.U8((byte)LeadKind);
        writer.Fixed(VrfProof.Span);
        writer.Hash(PayloadRoot);
        writer.U32(PayloadBytes);
        writer.U8(FecProfile);
        writer.Hash(StateRoot);
        writer.Hash(ReceiptsRoot);
        writer.Hash(EvidenceRoot);
        writer.U64(BaseFee);
        writer.U64(ExtraVersionBits);
    }

    /// <summary>Equality of the canonical bytes, by hash.</summary>
    public bool Equals(Header? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    /// <summary>
    /// Headers inside a finality proof carry none themselves, so decoding never recurses deeper than one level.
    /// </summary>
    internal static Header Decode(ref AceReader reader, bool mayHaveEpochProof)
    {
        ushort version = reader.U16();
        reader.Require(version == CurrentVersion, DecodeError.BadTag);
        uint epoch = reader.U32();
        ulong view = reader.U64();
        ulong height = reader.U64();
        Hash256 parent = reader.Hash();
        QuorumCertificate justify = QuorumCertificate.Decode(ref reader);
        TimeoutCertificate? timeout = reader.Option<TimeoutCertificate>();
        bool hasProof = reader.Bool();
        reader.Require(!hasProof || mayHaveEpochProof);
        FinalityProof? proof = hasProof && !reader.Failed ? FinalityProof.Decode(ref reader) : null;
        ulong timestamp = reader.U64();
        ushort proposer = reader.U16();
        byte lead = reader.U8();
        reader.Require(lead <= (byte)LeadKind.Backup, DecodeError.BadTag);
        ReadOnlySpan<byte> vrf = reader.Fixed(VrfProof.Bytes);
        return new Header
        {
            Version = version,
            Epoch = epoch,
            View = view,
            Height = height,
            ParentHash = parent,
            Justify = justify,
            Timeout = timeout,
            EpochProof = proof,
            TimestampMs = timestamp,
            Proposer = proposer,
            LeadKind = (LeadKind)lead,
            VrfProof = reader.Failed ? default : new VrfProof(vrf),
            PayloadRoot = reader.Hash(),
            PayloadBytes = reader.U32(),
            FecProfile = reader.U8(),
            StateRoot = reader.Hash(),
            ReceiptsRoot = reader.Hash(),
            EvidenceRoot = reader.Hash(),
            BaseFee = reader.U64(),
            ExtraVersionBits = reader.U64(),
        };
    }

    private Hash256 ComputeHash()
    {
        AceWriter writer = new(1024);
        writer.Fixed("aeth/header/v1"u8);
        Encode(writer);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(writer.WrittenSpan, digest);
        return new Hash256(digest);
    }

    private sealed class HashCache(Header owner, Hash256 hash)
    {
        public Header Owner { get; } = owner;

        public Hash256 Hash { get; } = hash;
    }
}
