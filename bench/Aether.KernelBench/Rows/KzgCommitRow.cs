using Aether.BenchKit.Measurement;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.KernelBench.Rows;

/// <summary>A commitment to the first elements of a blob; c-kzg always sums over all 4096.</summary>
/// <remarks>The goal of a whole blob is 10 ms where c-kzg takes 51.9 ms, as a ratio: it holds on any machine.</remarks>
internal sealed class KzgCommitRow(int elements) : KzgRow
{
    private const double ReferenceMs = 51.9;

    private readonly byte[] _commitment = new byte[Scheme.CommitmentBytes];
    private readonly byte[] _padded = new byte[Scheme.BlobBytes];

    public override string Kernel => $"kzg-commit-{elements}";

    public override string Operation => $"{elements} elements";

    public override Goals Goals =>
        elements == Scheme.ElementCount ? new Goals(1, ReferenceMs / 10, null) : Goals.None;

    public override void Prepare()
    {
        base.Prepare();
        Blob.AsSpan(0, elements * Scheme.ElementBytes).CopyTo(_padded);
        byte[] expected = new byte[Scheme.CommitmentBytes];
        RunKernel(1);
        Require(Setup.Reference.TryCommit(_padded, expected), "c-kzg refuses the blob");
        Require(expected.AsSpan().SequenceEqual(_commitment), "the commitment differs from c-kzg's");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Scheme.TryCommitPrefix(Setup, Blob.AsSpan(0, elements * Scheme.ElementBytes), _commitment);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            Setup.Reference.TryCommit(_padded, _commitment);
    }
}
