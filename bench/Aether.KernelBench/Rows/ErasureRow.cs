using Aether.BenchKit.Measurement;
using Aether.Da.ErasureCoding;
using Aether.KernelBench.Peers;

namespace Aether.KernelBench.Rows;

/// <summary>A set of shards encoded, or its first data shards recovered, beside ISA-L with its matrix ready.</summary>
/// <param name="code">The code.</param>
/// <param name="shardBytes">Bytes of a shard; sets of 1 KiB shards stay in the first cache.</param>
/// <param name="lost">Data shards to recover; zero encodes.</param>
/// <param name="variant">A forced variant; null for the one that the dispatch picks.</param>
/// <param name="goals">Multiples of ISA-L's speed.</param>
internal sealed class ErasureRow(ErasureCode code, int shardBytes, int lost, ErasureVariant? variant, Goals goals)
    : KernelRow
{
    private readonly ErasureVariant _variant = variant ?? ErasureVariants.Best;
    private readonly ulong _present = (ulong.MaxValue >> (64 - code.TotalShards)) & ~((1UL << lost) - 1);
    private ErasureInputs _inputs = null!;

    public override string Kernel =>
        $"rs-{code.DataShards}-{code.ParityShards}-{(lost == 0 ? "encode" : $"recover-{lost}")}-{Size}";

    public override string Variant => variant is null ? "auto" : _variant.ToString().ToLowerInvariant();

    public override string Operation => $"{code.DataShards} x {Size}";

    public override int BytesPerOperation => code.DataShards * shardBytes;

    public override string Peer => IsaL.Name;

    public override string? PeerMissingReason => IsaL.MissingReason;

    public override string? NotSupportedReason =>
        ErasureVariants.IsSupported(_variant) ? null : $"this processor has no {_variant}";

    public override Goals Goals => goals;

    private string Size => shardBytes % 1024 == 0 ? $"{shardBytes / 1024}KiB" : $"{shardBytes}B";

    public override void Prepare()
    {
        _inputs = new ErasureInputs(
            code.DataShards, code.ParityShards, shardBytes, lost == 0 ? code.ParityShards : lost);
        byte[] data = _inputs.Data.ToArray();
        code.Encode(_inputs.Data, _inputs.Parity, shardBytes, shardBytes, _variant);
        if (lost > 0)
        {
            _inputs.Data[..(lost * shardBytes)].Clear();
            RunKernel(1);
            Require(_inputs.Data.SequenceEqual(data), "the recovered data differ");
        }

        if (!HasPeer)
            return;
        PreparePeer();
        RunPeer(1);
        ReadOnlySpan<byte> expected = lost == 0 ? _inputs.Parity : data.AsSpan(0, lost * shardBytes);
        Require(_inputs.PeerOutputs.SequenceEqual(expected), "ISA-L's bytes differ by the same matrix");
    }

    public override void RunKernel(int calls)
    {
        ErasureInputs inputs = _inputs;
        for (int call = 0; call < calls; call++)
        {
            if (lost == 0)
                code.Encode(inputs.Data, inputs.Parity, shardBytes, shardBytes, _variant);
            else
                _ = code.TryRecover(inputs.Shards, _present, shardBytes, shardBytes, _variant);
        }
    }

    public override void RunPeer(int calls)
    {
        ErasureInputs inputs = _inputs;
        for (int call = 0; call < calls; call++)
            inputs.RunPeer();
    }

    /// <summary>The rows of the code's own matrix to encode; of its inverse over the first k survivors to
    /// recover.</summary>
    private void PreparePeer()
    {
        int k = code.DataShards;
        byte[] matrix = Matrix();
        if (lost == 0)
        {
            _inputs.PreparePeer([.. Enumerable.Range(0, k)], matrix.AsSpan(k * k));
            return;
        }

        byte[] survivors = matrix[(lost * k)..((lost + k) * k)];
        byte[] inverse = new byte[k * k];
        Require(IsaL.Invert(survivors, inverse, k), "the survivors' rows are singular");
        _inputs.PreparePeer([.. Enumerable.Range(lost, k)], inverse.AsSpan(0, lost * k));
    }

    /// <summary>All k + m rows of the code over the data shards.</summary>
    private byte[] Matrix()
    {
        int k = code.DataShards;
        byte[] matrix = new byte[code.TotalShards * k];
        VandermondeCode definition = new(k, code.ParityShards);
        for (int shard = 0; shard < code.TotalShards; shard++)
            definition.Row(shard).CopyTo(matrix.AsSpan(shard * k));
        if (code.Profile == ErasureProfile.DoubleParity)
        {
            for (int column = 0; column < k; column++)
            {
                matrix[(k * k) + column] = 1;
                matrix[((k + 1) * k) + column] = Gf256.Power(2, column);
            }
        }

        return matrix;
    }
}
