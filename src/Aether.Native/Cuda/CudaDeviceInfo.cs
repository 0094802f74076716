namespace Aether.Native.Cuda;

/// <summary>What the driver says about a device.</summary>
/// <param name="Ordinal">Number of the device on this machine, from 0.</param>
/// <param name="Name">Marketing name.</param>
/// <param name="ComputeMajor">Major number of the compute capability.</param>
/// <param name="ComputeMinor">Minor number of the compute capability.</param>
/// <param name="MultiprocessorCount">Streaming multiprocessors.</param>
/// <param name="ClockKhz">Peak clock of the multiprocessors, kHz.</param>
/// <param name="MemoryBytes">Device memory, bytes.</param>
/// <param name="DriverVersion">CUDA version of the driver: 1000 x major + 10 x minor.</param>
public sealed record CudaDeviceInfo(
    int Ordinal,
    string Name,
    int ComputeMajor,
    int ComputeMinor,
    int MultiprocessorCount,
    int ClockKhz,
    long MemoryBytes,
    int DriverVersion);
