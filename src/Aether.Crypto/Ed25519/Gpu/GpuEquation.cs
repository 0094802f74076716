using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>The kernels of the batch equation in one branch, in the order of their launches.</summary>
/// <remarks>Source: the table in aether_gpu.h. Threads: that of the device.</remarks>
internal sealed class GpuEquation
{
    private readonly CudaFunction _clear;
    private readonly CudaFunction _prepare;
    private readonly CudaFunction _allocate;
    private readonly CudaFunction _order;
    private readonly CudaFunction _scatter;
    private readonly CudaFunction _sum;
    private readonly CudaFunction _reduce;
    private readonly CudaFunction _fold;
    private readonly CudaFunction _finish;

    internal GpuEquation(CudaModule module, string branch)
    {
        _clear = module.GetFunction("aether_ed25519_batch_clear");
        _prepare = module.GetFunction("aether_ed25519_batch_prepare_" + branch);
        _allocate = module.GetFunction("aether_ed25519_batch_allocate");
        _order = module.GetFunction("aether_ed25519_batch_order");
        _scatter = module.GetFunction("aether_ed25519_batch_scatter");
        _sum = module.GetFunction("aether_ed25519_batch_sum_" + branch);
        _reduce = module.GetFunction("aether_ed25519_batch_reduce_" + branch);
        _fold = module.GetFunction("aether_ed25519_batch_fold_" + branch);
        _finish = module.GetFunction("aether_ed25519_batch_finish_" + branch);
    }

    /// <summary>The kernels, for reports on their registers.</summary>
    internal IEnumerable<CudaFunction> Functions =>
        [_clear, _prepare, _allocate, _order, _scatter, _sum, _reduce, _fold, _finish];

    /// <summary>
    /// Queues the equation over the input that is queued on the slot's stream: afterwards the slot's verdicts say which
    /// items decode, and its outcome whether all of these are valid.
    /// </summary>
    internal void Queue(GpuSlot slot, int count, CudaBuffer baseTable, GpuTimeline? timeline)
    {
        CudaStream stream = slot.Stream;
        ulong scratch = slot.Scratch.Address;
        ulong items = (ulong)count;
        ulong coefficients = slot.Coefficients.Address;
        ulong decoded = slot.Verdicts.Address;
        Launch(_clear, stream, timeline, GpuLayout.ClearThreads, [scratch]);
        Launch(
            _prepare,
            stream,
            timeline,
            count,
            [
                slot.Items.Address, slot.Messages.Address, slot.Ends.Address, coefficients, items, decoded, scratch,
            ]);
        Launch(_allocate, stream, timeline, GpuLayout.ChunkThreads, [scratch]);
        Launch(_order, stream, timeline, GpuLayout.Buckets, [scratch]);
        Launch(_scatter, stream, timeline, count, [coefficients, decoded, items, scratch]);
        Launch(_sum, stream, timeline, GpuLayout.Buckets, [items, scratch]);
        Launch(_reduce, stream, timeline, GpuLayout.ChunkThreads, [scratch]);
        Launch(_fold, stream, timeline, GpuLayout.Fold0Threads, [scratch, 0]);
        Launch(_fold, stream, timeline, GpuLayout.Fold1Threads, [scratch, 1]);
        Launch(_finish, stream, timeline, 1, [scratch, baseTable.Address, slot.Outcome.Address]);
    }

    private static void Launch(
        CudaFunction kernel, CudaStream stream, GpuTimeline? timeline, int threads, ReadOnlySpan<ulong> parameters)
    {
        kernel.Launch(stream, GpuLayout.Blocks(threads), GpuLayout.BlockThreads, parameters);
        timeline?.Mark(kernel.Name, stream);
    }
}
