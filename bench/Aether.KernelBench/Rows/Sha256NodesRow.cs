using Aether.BenchKit.Measurement;
using Aether.Crypto.Hashing;
using Aether.KernelBench.Peers;

namespace Aether.KernelBench.Rows;

/// <summary>SHA-256 of many messages of 64 bytes in lanes, beside OpenSSL one by one.</summary>
internal sealed class Sha256NodesRow(LaneVariant? variant) : KernelRow
{
    private const int Count = 256;
    private const int NodeBytes = 64;
    private const int DigestBytes = 32;

    private readonly LaneVariant _variant = variant ?? LaneVariants.Best;
    private readonly byte[] _nodes = new byte[Count * NodeBytes];
    private readonly byte[] _digests = new byte[Count * DigestBytes];
    private readonly byte[] _peerDigests = new byte[Count * DigestBytes];

    public override string Kernel => "sha256-64-many";

    public override string Variant => LaneNames.Of(variant);

    public override string Operation => "hash";

    public override int OperationsPerCall => Count;

    public override int PeerOperationsPerCall => Count;

    public override string Peer => OpenSsl.Name;

    public override string? PeerMissingReason => OpenSsl.MissingReason;

    public override string? NotSupportedReason => LaneNames.NotSupportedReason(_variant);

    public override void Prepare()
    {
        new Random(1).NextBytes(_nodes);
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
            Sha256Lanes.HashNodes(_variant, _nodes, _digests);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            for (int i = 0; i < Count; i++)
            {
                ReadOnlySpan<byte> node = _nodes.AsSpan(i * NodeBytes, NodeBytes);
                OpenSsl.Sha256(node, _peerDigests.AsSpan(i * DigestBytes, DigestBytes));
            }
        }
    }
}
