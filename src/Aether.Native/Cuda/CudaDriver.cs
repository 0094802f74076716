using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Aether.Native.Cuda;

/// <summary>The CUDA driver of this machine: whether it works, and what its devices are.</summary>
/// <remarks>Threads: any. Errors: an absent library or device is a sentence, never an exception.</remarks>
// SAFETY: every pointer is the address of a local or of a stack buffer whose length goes along with it.
public static unsafe class CudaDriver
{
    // CUdevice_attribute
    private const int ClockRateAttribute = 13;
    private const int MultiprocessorCountAttribute = 16;
    private const int ComputeMajorAttribute = 75;
    private const int ComputeMinorAttribute = 76;

    private const int MaxNameBytes = 256;

    private static readonly Lazy<string?> s_notSupportedReason = new(() => Initialise(NativeLibraries.Cuda));

    private static int s_openHandles;

    /// <summary>True when the driver library is loaded, initialised and lists at least one device.</summary>
    public static bool IsSupported => NotSupportedReason is null;

    /// <summary>Null, or one sentence with the cause and the fix.</summary>
    public static string? NotSupportedReason => s_notSupportedReason.Value;

    /// <summary>Buffers, streams, events and modules that are not yet freed, in the whole process.</summary>
    internal static int OpenHandles => Volatile.Read(ref s_openHandles);

    /// <summary>Reads what the driver says about a device.</summary>
    public static bool TryGetDevice(
        int ordinal, [NotNullWhen(true)] out CudaDeviceInfo? device, [NotNullWhen(false)] out string? reason)
    {
        device = null;
        reason = NotSupportedReason;
        if (reason is not null)
            return false;
        int count;
        CudaError.ThrowIfFailed(CudaMethods.cuDeviceGetCount(&count), "cuDeviceGetCount");
        if ((uint)ordinal >= (uint)count)
        {
            reason = $"GPU {ordinal} does not exist: this machine has {count}, numbered from 0; choose one of them";
            return false;
        }

        device = ReadDevice(ordinal);
        return true;
    }

    /// <summary>Starts the driver behind a probe; the sentence that says why it cannot be used, or null.</summary>
    internal static string? Initialise(NativeLibraryProbe probe)
    {
        if (!probe.IsSupported)
            return probe.NotSupportedReason;
        try
        {
            CudaResult result = CudaMethods.cuInit(0);
            int count = 0;
            if (result == CudaResult.Success)
                result = CudaMethods.cuDeviceGetCount(&count);
            if (result == CudaResult.Success && count == 0)
                result = CudaResult.NoDevice;
            return result == CudaResult.Success
                ? null
                : $"the CUDA driver does not start ({CudaError.NameOf(result)}); check that nvidia-smi lists a GPU";
        }
        catch (EntryPointNotFoundException missing)
        {
            return $"{probe.Path} is no CUDA driver ({missing.Message}); install the NVIDIA driver";
        }
    }

    internal static int DeviceOf(int ordinal)
    {
        int device;
        CudaError.ThrowIfFailed(CudaMethods.cuDeviceGet(&device, ordinal), "cuDeviceGet");
        return device;
    }

    internal static void CountHandle(int change) => Interlocked.Add(ref s_openHandles, change);

    private static CudaDeviceInfo ReadDevice(int ordinal)
    {
        int device = DeviceOf(ordinal);
        byte* name = stackalloc byte[MaxNameBytes];
        CudaError.ThrowIfFailed(CudaMethods.cuDeviceGetName(name, MaxNameBytes, device), "cuDeviceGetName");
        int length = new ReadOnlySpan<byte>(name, MaxNameBytes).IndexOf((byte)0);
        nuint memory;
        CudaError.ThrowIfFailed(CudaMethods.cuDeviceTotalMem_v2(&memory, device), "cuDeviceTotalMem");
        int version;
        CudaError.ThrowIfFailed(CudaMethods.cuDriverGetVersion(&version), "cuDriverGetVersion");
        return new CudaDeviceInfo(
            ordinal,
            Encoding.UTF8.GetString(name, length < 0 ? MaxNameBytes : length),
            ComputeMajor: Attribute(device, ComputeMajorAttribute),
            ComputeMinor: Attribute(device, ComputeMinorAttribute),
            MultiprocessorCount: Attribute(device, MultiprocessorCountAttribute),
            ClockKhz: Attribute(device, ClockRateAttribute),
            (long)memory,
            version);
    }

    private static int Attribute(int device, int attribute)
    {
        int value;
        CudaError.ThrowIfFailed(
            CudaMethods.cuDeviceGetAttribute(&value, attribute, device), "cuDeviceGetAttribute");
        return value;
    }
}
