using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>What one batch needs on the host and on the device: its stream, its input twice, its verdicts.</summary>
/// <remarks>
/// A stream for each slot orders copy in, kernel and verdict copy of one batch and lets the device overlap those of
/// different batches.
/// </remarks>
internal sealed class GpuSlot : IDisposable
{
    internal GpuSlot(CudaContext context, EventWaitHandle wake, int maxItems, int maxMessageBytes)
    {
        MaxItems = maxItems;
        MaxMessageBytes = maxMessageBytes;
        try
        {
            Stream = new CudaStream(context);
            Done = new CudaMarker(wake);
            Items = new CudaBuffer(context, (long)maxItems * GpuLayout.ItemBytes);
            Messages = new CudaBuffer(context, maxMessageBytes);
            Ends = new CudaBuffer(context, (long)maxItems * sizeof(uint));
            Verdicts = new CudaBuffer(context, maxItems);
            Coefficients = new CudaBuffer(context, (long)maxItems * GpuLayout.CoefficientBytes);
            Outcome = new CudaBuffer(context, 1);
            Scratch = new CudaBuffer(context, GpuLayout.ScratchBytes(maxItems));
            Filled = new GpuHostArea(context, maxItems, maxMessageBytes);
            Reordered = new GpuHostArea(context, maxItems, maxMessageBytes);
            HostVerdicts = new CudaHostBuffer(context, maxItems);
            HostCoefficients = new CudaHostBuffer(context, checked(maxItems * GpuLayout.CoefficientBytes));
            HostOutcome = new CudaHostBuffer(context, 1);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal int MaxItems { get; }

    internal int MaxMessageBytes { get; }

    internal CudaStream Stream { get; } = null!;

    /// <summary>Set for a waiting submitter when the batch is answered.</summary>
    internal AutoResetEvent Answered { get; } = new(initialState: false);

    /// <summary>Reached when the last queued step of the batch is done.</summary>
    internal CudaMarker Done { get; } = null!;

    /// <summary>Input as it was added.</summary>
    internal GpuHostArea Filled { get; } = null!;

    /// <summary>Input in block order, where that differs.</summary>
    internal GpuHostArea Reordered { get; } = null!;

    internal CudaHostBuffer HostVerdicts { get; } = null!;

    internal CudaBuffer Items { get; } = null!;

    internal CudaBuffer Messages { get; } = null!;

    internal CudaBuffer Ends { get; } = null!;

    internal CudaBuffer Verdicts { get; } = null!;

    /// <summary>Random coefficients of the batch equation.</summary>
    internal CudaHostBuffer HostCoefficients { get; } = null!;

    internal CudaBuffer Coefficients { get; } = null!;

    /// <summary>One byte: whether the batch equation holds.</summary>
    internal CudaHostBuffer HostOutcome { get; } = null!;

    internal CudaBuffer Outcome { get; } = null!;

    /// <summary>Working memory of the batch equation.</summary>
    internal CudaBuffer Scratch { get; } = null!;

    public void Dispose()
    {
        Stream?.Dispose();
        Done?.Dispose();
        Filled?.Dispose();
        Reordered?.Dispose();
        HostVerdicts?.Dispose();
        Items?.Dispose();
        Messages?.Dispose();
        Ends?.Dispose();
        Verdicts?.Dispose();
        HostCoefficients?.Dispose();
        Coefficients?.Dispose();
        HostOutcome?.Dispose();
        Outcome?.Dispose();
        Scratch?.Dispose();
        Answered.Dispose();
    }
}
