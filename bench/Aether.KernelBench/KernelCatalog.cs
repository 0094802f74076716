using Aether.KernelBench.Measurement;
using Aether.KernelBench.Rows;

namespace Aether.KernelBench;

/// <summary>Every kernel that is measured, in the order of the table. A kernel belongs here once it exists.</summary>
/// <remarks>Each name is also an entry of <c>bench/allocations.json</c>; a test compares the two.</remarks>
internal static class KernelCatalog
{
    /// <summary>New rows, not yet prepared.</summary>
    public static IReadOnlyList<KernelRow> Create() =>
    [
        new Ed25519VerifyOneRow(),
        new Ed25519OpenSslRow(),
        new Ed25519BatchRow(64, forged: false, Goals.None),
        new Ed25519BatchRow(256, forged: false, Goals.None),
        new Ed25519BatchRow(1024, forged: false, Goals.None),
        new Ed25519BatchRow(4096, forged: false, new Goals(6, 20, 24)),
        new Ed25519BatchRow(4096, forged: true, new Goals(3, 6, null)),
        new ParallelRow(2, () => new Ed25519BatchRow(4096, forged: false, Goals.None)),
        new Ed25519SignOneRow(),
        new Sha256OneRow(),
        new Blake3NodeRow(),
        new BlsAdmitRow(),
        new KzgCommitRow(4096),
        new KzgCommitRow(512),
        new KzgCommitRow(64),
        new KzgProveRow(),
        new KzgVerifyRow(1),
        new KzgVerifyRow(64),
    ];
}
