using Aether.BenchKit.Measurement;
using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Hashing;
using Aether.Da.ErasureCoding;
using Aether.KernelBench.Rows;

namespace Aether.KernelBench;

/// <summary>Every kernel that is measured, in the order of the table. A kernel belongs here once it exists.</summary>
/// <remarks>Each name is also an entry of <c>bench/allocations.json</c>; a test compares the two.</remarks>
internal static class KernelCatalog
{
    /// <summary>New rows, not yet prepared.</summary>
    public static IReadOnlyList<KernelRow> Create() =>
        [.. Ed25519(), .. Hashing(), .. ErasureCoding(), .. BlsAndKzg()];

    private static IEnumerable<KernelRow> Ed25519() =>
    [
        new Ed25519EachRow(null, new Goals(4, 8.7, 9.9)),
        new Ed25519EachRow(SignatureVariant.Avx2, Goals.None),
        new Ed25519EachRow(SignatureVariant.Scalar, Goals.None),
        new Ed25519BatchRow(64, BatchInput.KeysFromBytes, null, Goals.None),
        new Ed25519BatchRow(256, BatchInput.KeysFromBytes, null, Goals.None),
        new Ed25519BatchRow(1024, BatchInput.KeysFromBytes, null, Goals.None),
        new Ed25519BatchRow(1024, BatchInput.CachedKeys, null, Goals.None),
        new Ed25519BatchRow(1024, BatchInput.KeysFromBytes, SignatureVariant.Avx2, new Goals(3, 6, null)),
        new Ed25519BatchRow(1024, BatchInput.KeysFromBytes, SignatureVariant.Scalar, Goals.None),
        new Ed25519BatchRow(4096, BatchInput.KeysFromBytes, null, new Goals(6, 20, 24)),
        new Ed25519BatchRow(4096, BatchInput.CachedKeys, null, new Goals(8, 27, null)),
        new Ed25519BatchRow(4096, BatchInput.OneForged, null, new Goals(3, 6, null)),
        new ParallelRow(2, () => new Ed25519EachRow(null, Goals.None)),
        new ParallelRow(2, () => new Ed25519BatchRow(4096, BatchInput.KeysFromBytes, null, Goals.None)),
        new Ed25519SignManyRow(null, Goals.None),
        new Ed25519SignManyRow(SignatureVariant.Avx2, Goals.None),
        new Ed25519VerifyOneRow(),
        new Ed25519OpenSslRow(),
        new Ed25519SignOneRow(),
    ];

    private static IEnumerable<KernelRow> Hashing() =>
    [
        new Sha512ManyRow(null, new Goals(2, 3, null)),
        new Sha512ManyRow(LaneVariant.Avx2, Goals.None),
        new Sha512ManyRow(LaneVariant.Scalar, Goals.None),
        new Sha256NodesRow(null),
        new Sha256NodesRow(LaneVariant.Avx2),
        new Blake3ManyRow(null, new Goals(4, 8, null)),
        new Blake3ManyRow(LaneVariant.Avx2, Goals.None),
        new Sha256OneRow(),
        new Sha256TwoRow(),
        new Blake3NodeRow(),
    ];

    private static IEnumerable<KernelRow> ErasureCoding() =>
    [
        new ErasureRow(ErasureCode.DoubleParity, 1024, lost: 0, null, new Goals(1.5, 6, 6.8)),
        new ErasureRow(ErasureCode.DoubleParity, 1024, lost: 0, ErasureVariant.Avx2, Goals.None),
        new ErasureRow(ErasureCode.DoubleParity, 1024, lost: 0, ErasureVariant.Scalar, Goals.None),
        new ErasureRow(ErasureCode.DoubleParity, 16384, lost: 0, null, Goals.None),
        new ErasureRow(ErasureCode.DoubleParity, 1024, lost: 2, null, new Goals(2, 5, null)),
        new ErasureRow(ErasureCode.HalfRate, 1024, lost: 0, null, new Goals(6, 17, null)),
        new ErasureRow(ErasureCode.HalfRate, 1024, lost: 0, ErasureVariant.Avx2, Goals.None),
        new ErasureRow(ErasureCode.HalfRate, 1024, lost: 4, null, Goals.None),
    ];

    private static IEnumerable<KernelRow> BlsAndKzg() =>
    [
        new BlsAdmitRow(1),
        new BlsAdmitRow(2),
        new QuorumRow(667),
        new QuorumRow(1000),
        new TimeoutsRow(1),
        new TimeoutsRow(4),
        new TimeoutsRow(16),
        new TimeoutsRow(64),
        new CachedVoteRow(),
        new VoteAdmissionRow(1, 0),
        new VoteAdmissionRow(16, 0),
        new VoteAdmissionRow(1000, 0),
        new VoteAdmissionRow(1000, 1),
        new KzgCommitRow(4096),
        new KzgCommitRow(512),
        new KzgCommitRow(64),
        new KzgProveRow(),
        new KzgVerifyRow(1),
        new KzgVerifyRow(64),
    ];
}
