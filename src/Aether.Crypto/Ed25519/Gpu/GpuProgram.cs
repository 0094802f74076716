using System.Diagnostics.CodeAnalysis;
using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>The kernels of a device, and the steps of a batch on them.</summary>
/// <remarks>Threads: that of the device. The names, parameters and shapes are those of aether_gpu.h.</remarks>
internal sealed class GpuProgram : IDisposable
{
    /// <summary>The verdict of a valid signature; 0 is that of an invalid one.</summary>
    internal const byte Accepted = 1;

    // In the order of GpuBranch.
    private static readonly string[] s_branches = ["carry", "portable"];

    private readonly CudaModule _module;
    private readonly CudaFunction[] _verify;
    private readonly GpuEquation[] _equations;
    private readonly CudaFunction _makeBaseTable;
    private readonly CudaBuffer _baseTable;

    private GpuProgram(CudaContext context, CudaModule module)
    {
        _module = module;
        _verify = [.. s_branches.Select(branch => module.GetFunction("aether_ed25519_verify_" + branch))];
        _equations = [.. s_branches.Select(branch => new GpuEquation(module, branch))];
        _makeBaseTable = module.GetFunction("aether_ed25519_base_table");
        _baseTable = new CudaBuffer(context, GpuLayout.BaseTableBytes);
    }

    /// <summary>Compiles the kernels; false with the driver's words where it refuses them.</summary>
    internal static bool TryLoad(
        CudaContext context,
        GpuVerifierOptions options,
        [NotNullWhen(true)] out GpuProgram? program,
        [NotNullWhen(false)] out string? error)
    {
        program = null;
        if (!CudaModule.TryLoad(context, options.Ptx.Span, out CudaModule? module, out error))
        {
            return false;
        }

        try
        {
            program = new GpuProgram(context, module);
            return true;
        }
        catch (CudaException failure)
        {
            module.Dispose();
            error = failure.Message;
            return false;
        }
    }

    /// <summary>The loaded kernels.</summary>
    internal CudaModule Module => _module;

    /// <summary>What the driver's compiler made of every kernel: name, registers, bytes of local memory.</summary>
    internal IReadOnlyList<(string Name, int Registers, int LocalBytes)> Describe() =>
        [
            .. _verify.Concat(_equations.SelectMany(equation => equation.Functions)).Append(_makeBaseTable)
                .DistinctBy(kernel => kernel.Name)
                .Select(kernel => (kernel.Name, kernel.Registers, kernel.LocalBytes)),
        ];

    /// <summary>Computes the multiples of the base point on the device, once.</summary>
    internal void BuildBaseTable(CudaStream stream)
    {
        _makeBaseTable.Launch(
            stream,
            GpuLayout.Blocks(GpuLayout.BaseTableThreads),
            GpuLayout.BlockThreads,
            [_baseTable.Address]);
        stream.Synchronize();
    }

    /// <summary>Queues every step of a batch on its stream.</summary>
    internal void Queue(GpuBatch batch)
    {
        GpuSlot slot = batch.Slot;
        int count = batch.Count;
        CudaStream stream = slot.Stream;
        batch.Timeline?.Mark("start", stream);
        stream.CopyToDevice(slot.Items, batch.Input.Items, count * GpuLayout.ItemBytes);
        stream.CopyToDevice(slot.Messages, batch.Input.Messages, batch.MessageBytes);
        stream.CopyToDevice(slot.Ends, batch.Input.Ends, count * sizeof(uint));
        if (batch.Mode == GpuMode.Individual)
        {
            batch.Timeline?.Mark("copy in", stream);
            QueueEach(batch);
            return;
        }

        stream.CopyToDevice(slot.Coefficients, slot.HostCoefficients, count * GpuLayout.CoefficientBytes);
        batch.Timeline?.Mark("copy in", stream);
        _equations[(int)batch.Branch].Queue(slot, count, _baseTable, batch.Timeline);
        stream.CopyToHost(slot.HostVerdicts, slot.Verdicts, count);
        stream.CopyToHost(slot.HostOutcome, slot.Outcome, 1);
        batch.Timeline?.Mark("copy out", stream);
        batch.AwaitsOutcome = true;
        stream.Notify(slot.Done);
    }

    /// <summary>
    /// After the marker: true when the verdicts are there; false when the equation failed, and one for each signature
    /// was queued.
    /// </summary>
    internal bool TryFinish(GpuBatch batch)
    {
        if (!batch.AwaitsOutcome || batch.Slot.HostOutcome.Span[0] == Accepted)
        {
            return true;
        }

        QueueEach(batch);
        return false;
    }

    public void Dispose()
    {
        _baseTable.Dispose();
        _module.Dispose();
    }

    private void QueueEach(GpuBatch batch)
    {
        GpuSlot slot = batch.Slot;
        int count = batch.Count;
        batch.AwaitsOutcome = false;
        CudaFunction verify = _verify[(int)batch.Branch];
        verify.Launch(
            slot.Stream,
            GpuLayout.Blocks(count),
            GpuLayout.BlockThreads,
            [
                slot.Items.Address,
                slot.Messages.Address,
                slot.Ends.Address,
                (ulong)count,
                slot.Verdicts.Address,
                _baseTable.Address,
            ]);
        batch.Timeline?.Mark(verify.Name, slot.Stream);
        slot.Stream.CopyToHost(slot.HostVerdicts, slot.Verdicts, count);
        batch.Timeline?.Mark("copy out", slot.Stream);
        slot.Stream.Notify(slot.Done);
    }
}
