using System.Runtime.InteropServices;

namespace Aether.Native.Cuda;

/// <summary>Turns the codes of the driver into names and exceptions.</summary>
// SAFETY: the driver's names are static NUL-terminated strings that are read, never freed.
internal static unsafe class CudaError
{
    internal static string NameOf(CudaResult result)
    {
        byte* name = null;
        return CudaMethods.cuGetErrorName(result, &name) == CudaResult.Success && name != null
            ? Marshal.PtrToStringUTF8((nint)name) ?? Fallback(result)
            : Fallback(result);
    }

    internal static void ThrowIfFailed(CudaResult result, string operation)
    {
        if (result != CudaResult.Success)
            throw new CudaException(operation, result, NameOf(result));
    }

    private static string Fallback(CudaResult result) => $"CUDA error {(int)result}";
}
