namespace Aether.Native.Cuda;

/// <summary>A call of the CUDA driver failed: the device, its memory or its driver, never the caller's data.</summary>
/// <remarks>After most codes the context refuses all later work, so the caller stops using the device.</remarks>
public sealed class CudaException : Exception
{
    internal CudaException(string operation, CudaResult result, string name)
        : base($"{operation} failed with {name}")
    {
        Result = result;
        ErrorName = name;
    }

    /// <summary>The driver's code.</summary>
    public CudaResult Result { get; }

    /// <summary>The driver's name of the code, for example CUDA_ERROR_OUT_OF_MEMORY.</summary>
    public string ErrorName { get; }
}
