using Aether.BenchKit.Measurement;
using Aether.Crypto.Hashing;

namespace Aether.KernelBench.Rows;

/// <summary>A level of the state tree: many nodes in lanes, beside the same kernel's one node at a time.</summary>
internal sealed class Blake3ManyRow(LaneVariant? variant, Goals goals) : KernelRow
{
    // A level that stays in the first cache with its outputs.
    private const int Count = 256;

    private readonly LaneVariant _variant = variant ?? LaneVariants.Best;
    private readonly uint[] _key = [1, 2, 3, 4, 5, 6, 7, 8];
    private readonly byte[] _nodes = new byte[Count * Blake3Nodes.NodeBytes];
    private readonly byte[] _outputs = new byte[Count * Blake3.DigestBytes];
    private readonly byte[] _peerOutputs = new byte[Count * Blake3.DigestBytes];

    public override string Kernel => "blake3-node-many";

    public override string Variant => LaneNames.Of(variant);

    public override string Operation => "node";

    public override int OperationsPerCall => Count;

    public override int PeerOperationsPerCall => Count;

    public override string Peer => "one node at a time";

    public override string? NotSupportedReason => LaneNames.NotSupportedReason(_variant);

    public override Goals Goals => goals;

    public override void Prepare()
    {
        new Random(1).NextBytes(_nodes);
        RunKernel(1);
        RunPeer(1);
        Require(_outputs.AsSpan().SequenceEqual(_peerOutputs), "differs from one node at a time");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Blake3Nodes.KeyedHashMany(_variant, _key, _nodes, _outputs);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            for (int i = 0; i < Count; i++)
            {
                Blake3.KeyedHash64(
                    _key,
                    _nodes.AsSpan(i * Blake3Nodes.NodeBytes, Blake3Nodes.NodeBytes),
                    _peerOutputs.AsSpan(i * Blake3.DigestBytes, Blake3.DigestBytes));
            }
        }
    }
}
