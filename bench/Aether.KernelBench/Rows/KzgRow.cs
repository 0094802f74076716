using Aether.BenchKit.Measurement;
using Aether.Crypto.Kzg;
using Aether.Native.Bls;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.KernelBench.Rows;

/// <summary>A random blob with one opening, shared by the KZG rows, whose peer is c-kzg on the same setup.</summary>
internal abstract class KzgRow : KernelRow
{
    public override string Peer => "c-kzg";

    public override string? PeerMissingReason => Blst.NotSupportedReason;

    public override string? NotSupportedReason => KzgSetup.TryGet(out _, out string? reason) ? null : reason;

    protected KzgSetup Setup { get; private set; } = null!;

    protected byte[] Blob { get; } = new byte[Scheme.BlobBytes];

    protected byte[] Commitment { get; } = new byte[Scheme.CommitmentBytes];

    protected byte[] Point { get; } = new byte[Scheme.ElementBytes];

    protected byte[] Value { get; } = new byte[Scheme.ElementBytes];

    protected byte[] Proof { get; } = new byte[Scheme.ProofBytes];

    public override void Prepare()
    {
        Require(KzgSetup.TryGet(out KzgSetup? setup, out string? reason), reason ?? "");
        Setup = setup!;
        Random random = new(1);
        random.NextBytes(Blob);
        random.NextBytes(Point);
        for (int offset = 0; offset < Blob.Length; offset += Scheme.ElementBytes)
            Blob[offset] &= 0x3F;
        Point[0] &= 0x3F;
        byte[] expected = new byte[Scheme.CommitmentBytes];
        byte[] value = new byte[Scheme.ElementBytes];
        Require(Scheme.TryCommit(Setup, Blob, Commitment), "the blob is refused");
        Require(Setup.Reference.TryCommit(Blob, expected), "c-kzg refuses the blob");
        Require(expected.AsSpan().SequenceEqual(Commitment), "the commitment differs from c-kzg's");
        Require(Scheme.TryProve(Setup, Blob, Point, Value, Proof), "the opening is refused");
        Require(Setup.Reference.TryProve(Blob, Point, value, expected), "c-kzg refuses the opening");
        Require(expected.AsSpan().SequenceEqual(Proof), "the proof differs from c-kzg's");
        RunKernel(1);
        RunPeer(1);
    }
}
