using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>How long the device takes for each step of one batch.</summary>
/// <remarks>
/// Threads: created and read on a thread bound to the context; marked by the thread of the device while a batch that
/// carries the timeline is queued.
/// </remarks>
internal sealed class GpuTimeline(CudaContext context) : IDisposable
{
    private readonly List<(string Name, CudaEvent Reached)> _marks = [];

    /// <summary>Notes the end of a step; the first mark is the start of the first one.</summary>
    internal void Mark(string name, CudaStream stream)
    {
        CudaEvent reached = new(context);
        _marks.Add((name, reached));
        reached.Record(stream);
    }

    /// <summary>Name and milliseconds of each step; valid once the batch is answered.</summary>
    internal IReadOnlyList<(string Name, float Milliseconds)> Read() =>
        [
            .. Enumerable.Range(1, Math.Max(0, _marks.Count - 1)).Select(
                i => (_marks[i].Name, _marks[i].Reached.MillisecondsSince(_marks[i - 1].Reached))),
        ];

    public void Dispose()
    {
        foreach ((_, CudaEvent reached) in _marks)
        {
            reached.Dispose();
        }
    }
}
