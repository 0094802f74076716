using System.Runtime.CompilerServices;
using Aether.UnitTests.Repository;

namespace Aether.UnitTests.Native.Cuda;

/// <summary>
/// Tests of the CUDA driver's users run on the stand-in that setup builds, never on a device: the same on every
/// machine.
/// </summary>
internal static class CudaStandIn
{
    /// <summary>Before the first look for the driver; data of the process, which no child process inherits.</summary>
    [ModuleInitializer]
    internal static void Choose() =>
        AppContext.SetData(
            "AETHER_CUDA_LIBRARY", Path.Combine(RepositoryFiles.Root, "gpu", "build", "standin", "libcuda.so.1"));
}
