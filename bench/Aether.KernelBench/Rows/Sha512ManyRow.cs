using Aether.BenchKit.Measurement;
using Aether.Crypto.Hashing;
using Aether.KernelBench.Peers;

namespace Aether.KernelBench.Rows;

/// <summary>
/// The challenges of 64 signatures: SHA-512 of R, key and a message of 200 bytes in lanes, beside OpenSSL one by one.
/// </summary>
internal sealed class Sha512ManyRow(LaneVariant? variant, Goals goals) : KernelRow
{
    private const int Count = 64;
    private const int MessageBytes = 200;
    private const int HashedBytes = Sha512Lanes.PrefixBytes + MessageBytes;

    private readonly LaneVariant _variant = variant ?? LaneVariants.Best;
    private readonly byte[] _prefixes = new byte[Count * Sha512Lanes.PrefixBytes];
    private readonly byte[] _messages = new byte[Count * MessageBytes];
    private readonly int[] _ends = new int[Count];
    private readonly byte[] _joined = new byte[Count * HashedBytes];
    private readonly byte[] _digests = new byte[Count * Sha512Lanes.DigestBytes];
    private readonly byte[] _peerDigests = new byte[Count * Sha512Lanes.DigestBytes];

    public override string Kernel => $"sha512-{HashedBytes}-many";

    public override string Variant => LaneNames.Of(variant);

    public override string Operation => "hash";

    public override int OperationsPerCall => Count;

    public override int PeerOperationsPerCall => Count;

    public override string Peer => OpenSsl.Name;

    public override string? PeerMissingReason => OpenSsl.MissingReason;

    public override string? NotSupportedReason => LaneNames.NotSupportedReason(_variant);

    public override Goals Goals => goals;

    public override void Prepare()
    {
        new Random(1).NextBytes(_prefixes);
        new Random(2).NextBytes(_messages);
        for (int i = 0; i < Count; i++)
        {
            _ends[i] = (i + 1) * MessageBytes;
            Span<byte> joined = _joined.AsSpan(i * HashedBytes, HashedBytes);
            _prefixes.AsSpan(i * Sha512Lanes.PrefixBytes, Sha512Lanes.PrefixBytes).CopyTo(joined);
            _messages.AsSpan(i * MessageBytes, MessageBytes).CopyTo(joined[Sha512Lanes.PrefixBytes..]);
        }

        RunKernel(1);
        if (HasPeer)
        {
            RunPeer(1);
            Require(_digests.AsSpan().SequenceEqual(_peerDigests), "OpenSSL differs");
        }
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Sha512Lanes.Hash(_variant, _prefixes, _messages, _ends, _digests);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            for (int i = 0; i < Count; i++)
            {
                Span<byte> digest = _peerDigests.AsSpan(i * Sha512Lanes.DigestBytes, Sha512Lanes.DigestBytes);
                OpenSsl.Sha512(_joined.AsSpan(i * HashedBytes, HashedBytes), digest);
            }
        }
    }
}
