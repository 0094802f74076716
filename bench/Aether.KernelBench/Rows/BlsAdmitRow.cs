using Aether.BenchKit.Measurement;
using Aether.Crypto.Bls12381;
using Aether.Native.Bls;

namespace Aether.KernelBench.Rows;

/// <summary>
/// 1,000 votes for one message admitted: decoded, checked for the subgroup, summed, and the sum verified. blst beside
/// it decodes one by one.
/// </summary>
/// <remarks>
/// The goals are 60 and 28 ms where blst one by one takes 84 ms, as ratios: they hold on any machine.
/// </remarks>
internal sealed class BlsAdmitRow(int degree) : KernelRow, IDisposable
{
    private const int Votes = 1000;
    private const double BlstMs = 84;

    private readonly BlsKey[] _keys = new BlsKey[Votes];
    private readonly byte[] _signatures = new byte[Votes * Bls.SignatureBytes];
    private readonly byte[] _verdicts = new byte[BlsVotes.VerdictBytes(Votes)];
    private readonly byte[] _sum = new byte[Bls.SignatureBytes];
    private readonly byte[] _peerSum = new byte[Bls.SignatureBytes];
    private BlsVotes? _votes;

    public override string Kernel => "bls-admit-1000";

    public override int Cores => degree;

    public override string Operation => "1000 votes";

    public override string Peer => "blst one by one";

    public override string? PeerMissingReason => Blst.NotSupportedReason;

    public override string? NotSupportedReason => Blst.NotSupportedReason
        ?? (Environment.ProcessorCount < degree ? $"this machine has {Environment.ProcessorCount} core(s)" : null);

    public override Goals Goals { get; } = new(BlstMs / 60, BlstMs / 28, null);

    private static ReadOnlySpan<byte> Message => "a vote"u8;

    public override void Prepare()
    {
        _votes = new BlsVotes(Votes, degree);
        byte[] secret = new byte[Bls.SecretKeyBytes];
        byte[] publicKey = new byte[Bls.PublicKeyBytes];
        byte[] seed = new byte[32];
        for (int vote = 0; vote < Votes; vote++)
        {
            BitConverter.TryWriteBytes(seed, vote);
            Bls.SecretFromSeed(seed, secret);
            Bls.PublicKeyFromSecret(secret, publicKey);
            Require(BlsKey.TryDecode(publicKey, out BlsKey? key), "a key does not decode");
            _keys[vote] = key!;
            Bls.Sign(secret, Message, _signatures.AsSpan(vote * Bls.SignatureBytes, Bls.SignatureBytes));
        }

        RunKernel(1);
        RunPeer(1);
        Require(_sum.AsSpan().SequenceEqual(_peerSum), "the sum differs from blst's");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int accepted = _votes!.Admit(BlsVoteRule.Each, _keys, Message, _signatures, _verdicts, _sum);
            Require(accepted == Votes, "a vote is refused");
        }
    }

    public void Dispose() => _votes?.Dispose();

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
            Require(Bls.FastAggregateVerify(_keys, Message, _peerSum), "blst refuses the sum");
        }
    }
}
