using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Cuda;

/// <summary>
/// The functions of the CUDA driver in use. Names and parameter order are those of <c>cuda.h</c>; handles are pointers
/// and device addresses 64-bit numbers. The suffix <c>_v2</c> is part of the exported name.
/// </summary>
// SAFETY: declarations only; callers pass pointers that are valid for the lengths stated in cuda.h.
internal static unsafe partial class CudaMethods
{
    private const string Library = NativeLibraries.CudaName;

    static CudaMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuInit(uint flags);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDriverGetVersion(int* version);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuGetErrorName(CudaResult error, byte** name);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDeviceGetCount(int* count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDeviceGet(int* device, int ordinal);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDeviceGetName(byte* name, int nameBytes, int device);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDeviceTotalMem_v2(nuint* bytes, int device);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDevicePrimaryCtxRetain(nint* context, int device);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuDevicePrimaryCtxRelease_v2(int device);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuCtxSetCurrent(nint context);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuModuleLoadDataEx(
        nint* module, byte* image, uint optionCount, int* options, nint* optionValues);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuModuleUnload(nint module);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuFuncGetAttribute(int* value, int attribute, nint function);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuOccupancyMaxActiveBlocksPerMultiprocessor(
        int* blocks, nint function, int blockThreads, nuint sharedBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemAlloc_v2(ulong* address, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemFree_v2(ulong address);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemHostAlloc(nint* memory, nuint bytes, uint flags);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemFreeHost(nint memory);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemcpyHtoDAsync_v2(ulong target, nint source, nuint bytes, nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemcpyDtoHAsync_v2(nint target, ulong source, nuint bytes, nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuMemsetD8Async(ulong target, byte value, nuint bytes, nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuStreamCreate(nint* stream, uint flags);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuStreamSynchronize(nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuStreamQuery(nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuStreamDestroy_v2(nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuLaunchHostFunc(
        nint stream, delegate* unmanaged[Cdecl]<void*, void> function, nint userData);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuEventCreate(nint* result, uint flags);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuEventRecord(nint timedEvent, nint stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuEventElapsedTime(float* milliseconds, nint start, nint end);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuEventDestroy_v2(nint timedEvent);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial CudaResult cuLaunchKernel(
        nint function,
        uint gridX,
        uint gridY,
        uint gridZ,
        uint blockX,
        uint blockY,
        uint blockZ,
        uint sharedBytes,
        nint stream,
        void** parameters,
        void** extra);
}
