using Aether.Crypto.Bls12381;
using Aether.KernelBench.Measurement;
using Aether.Native.Bls;

namespace Aether.KernelBench.Rows;

/// <summary>
/// 1,000 votes for one message admitted into a sum: each decoded and checked for the subgroup. blst beside it does so
/// one by one.
/// </summary>
/// <remarks>
/// The goals are 60 and 28 ms where blst one by one takes 84 ms, as ratios: they hold on any machine.
/// </remarks>
internal sealed class BlsAdmitRow : KernelRow
{
    private const int Votes = 1000;
    private const double BlstMs = 84;

    private readonly byte[] _signatures = new byte[Votes * Bls.SignatureBytes];
    private readonly byte[] _sum = new byte[Bls.SignatureBytes];
    private readonly byte[] _peerSum = new byte[Bls.SignatureBytes];

    public override string Kernel => "bls-admit-1000";

    public override string Operation => "1000 votes";

    public override string Peer => "blst one by one";

    public override string? PeerMissingReason => Blst.NotSupportedReason;

    public override string? NotSupportedReason => Blst.NotSupportedReason;

    public override Goals Goals { get; } = new(BlstMs / 60, BlstMs / 28, null);

    public override void Prepare()
    {
        byte[] secret = new byte[Bls.SecretKeyBytes];
        byte[] seed = new byte[32];
        for (int vote = 0; vote < Votes; vote++)
        {
            BitConverter.TryWriteBytes(seed, vote);
            Bls.SecretFromSeed(seed, secret);
            Bls.Sign(secret, "a vote"u8, _signatures.AsSpan(vote * Bls.SignatureBytes, Bls.SignatureBytes));
        }

        RunKernel(1);
        RunPeer(1);
        Require(_sum.AsSpan().SequenceEqual(_peerSum), "the sum differs from blst's");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Require(Bls.TryAggregate(_signatures, _sum), "a vote is refused");
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            BlstP2 sum = default;
            for (int vote = 0; vote < Votes; vote++)
            {
                ReadOnlySpan<byte> bytes = _signatures.AsSpan(vote * Bls.SignatureBytes, Bls.SignatureBytes);
                Require(Blst.DecodeP2(bytes, out BlstP2Affine point) == BlstError.Success, "blst refuses a vote");
                Blst.Add(ref sum, point);
            }

            Blst.Encode(Blst.ToAffine(sum), _peerSum);
        }
    }
}
