using Aether.Core.Diagnostics;

namespace Aether.Native.Cuda;

/// <summary>A kernel of a loaded module.</summary>
/// <remarks>Ownership: valid as long as its module. Cost of a launch: no managed allocation.</remarks>
// SAFETY: the parameter pointers point into a pinned span; the driver copies the values before the call returns.
public sealed unsafe class CudaFunction
{
    /// <summary>Most parameters of a kernel.</summary>
    public const int MaxParameters = 16;

    // CUfunction_attribute
    private const int LocalBytesAttribute = 3;
    private const int RegistersAttribute = 4;

    private readonly CudaModule _module;
    private readonly nint _function;

    internal CudaFunction(CudaModule module, nint function, string name)
    {
        _module = module;
        _function = function;
        Name = name;
    }

    /// <summary>The kernel's name.</summary>
    public string Name { get; }

    /// <summary>Registers of one thread after compilation for the device.</summary>
    public int Registers => Attribute(RegistersAttribute);

    /// <summary>Bytes of local memory (spills and indexed arrays) of one thread.</summary>
    public int LocalBytes => Attribute(LocalBytesAttribute);

    /// <summary>Blocks of the given size that one multiprocessor holds at once.</summary>
    public int BlocksPerMultiprocessor(int blockThreads)
    {
        int blocks;
        CudaError.ThrowIfFailed(
            CudaMethods.cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, Raw, blockThreads, 0),
            "cuOccupancyMaxActiveBlocksPerMultiprocessor");
        return blocks;
    }

    /// <summary>Queues the kernel on a stream with a one-dimensional grid.</summary>
    /// <param name="stream">The stream; the kernel starts after everything queued before it.</param>
    /// <param name="gridBlocks">Blocks, 1 or more.</param>
    /// <param name="blockThreads">Threads of a block.</param>
    /// <param name="parameters">
    /// One 8-byte slot for each parameter; a 4-byte parameter is the low half of its slot.
    /// </param>
    public void Launch(CudaStream stream, int gridBlocks, int blockThreads, ReadOnlySpan<ulong> parameters)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Check.That(gridBlocks > 0 && blockThreads > 0 && parameters.Length <= MaxParameters);
        void** pointers = stackalloc void*[MaxParameters];
        fixed (ulong* values = parameters)
        {
            for (int i = 0; i < parameters.Length; i++)
                pointers[i] = values + i;
            CudaResult result = CudaMethods.cuLaunchKernel(
                Raw, (uint)gridBlocks, 1, 1, (uint)blockThreads, 1, 1, 0, stream.Raw, pointers, null);
            if (result != CudaResult.Success)
                CudaError.ThrowIfFailed(result, $"the launch of {Name}");
        }
    }

    private nint Raw
    {
        get
        {
            ObjectDisposedException.ThrowIf(_module.IsClosed, this);
            return _function;
        }
    }

    private int Attribute(int attribute)
    {
        int value;
        CudaError.ThrowIfFailed(CudaMethods.cuFuncGetAttribute(&value, attribute, Raw), "cuFuncGetAttribute");
        return value;
    }
}
