namespace Aether.Native.Cuda;

/// <summary>The codes of <c>CUresult</c> that the driver treats apart; every other code is a failure as well.</summary>
public enum CudaResult
{
    /// <summary>The call succeeded.</summary>
    Success = 0,

    /// <summary>An argument was out of range.</summary>
    InvalidValue = 1,

    /// <summary>Device or pinned host memory ran out.</summary>
    OutOfMemory = 2,

    /// <summary>The driver is shutting down or was never initialised.</summary>
    NotInitialized = 3,

    /// <summary>The driver is installed but lists no GPU.</summary>
    NoDevice = 100,

    /// <summary>There is no device with the ordinal.</summary>
    InvalidDevice = 101,

    /// <summary>The driver's compiler refused the PTX text.</summary>
    InvalidPtx = 218,

    /// <summary>The PTX version is newer than the driver.</summary>
    UnsupportedPtxVersion = 222,

    /// <summary>The module has no function with the name.</summary>
    NotFound = 500,

    /// <summary>Work before the query has not finished.</summary>
    NotReady = 600,
}
