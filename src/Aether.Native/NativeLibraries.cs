using System.Reflection;
using System.Runtime.InteropServices;

namespace Aether.Native;

/// <summary>
/// Finds and loads the native libraries the node binds. Each is looked for once, the result is kept, and a missing
/// one yields a sentence instead of a <see cref="DllNotFoundException"/> at the first call.
/// </summary>
/// <remarks>
/// Search order: the folder named by <c>AETHER_NATIVE_DIR</c>; the application folder; its
/// <c>runtimes/linux-x64/native</c>;
/// every <c>native/build</c> on the way from the application folder to the root (a source checkout); the system loader.
/// <para>Threads: all members may be called from any thread.</para>
/// </remarks>
public static class NativeLibraries
{
    internal const string SodiumName = "libsodium";
    internal const string BlsName = "libaether_bls";
    internal const string KernelsName = "libaether_native";
    internal const string QuicName = "libaether_quic";
    internal const string RocksDbName = "librocksdb";
    internal const string CudaName = "libcuda";

    /// <summary>
    /// Names the CUDA driver library where it lies outside the loader's folders: a variable of the environment, or
    /// data of the <see cref="AppContext"/>.
    /// </summary>
    internal const string CudaVariable = "AETHER_CUDA_LIBRARY";

    private const string FolderVariable = "AETHER_NATIVE_DIR";

    private static readonly Lazy<NativeLibraryProbe> s_sodium =
        new(() => Probe(SodiumName, "libsodium.so.23", "libsodium.so"));

    private static readonly Lazy<NativeLibraryProbe> s_bls =
        new(() => Probe(BlsName, "libaether_bls.so"));

    private static readonly Lazy<NativeLibraryProbe> s_kernels =
        new(() => Probe(KernelsName, "libaether_native.so"));

    private static readonly Lazy<NativeLibraryProbe> s_quic =
        new(() => Probe(QuicName, "libaether_quic.so"));

    // The Debian soname carries the minor version; the bare name exists only with the development package.
    private static readonly Lazy<NativeLibraryProbe> s_rocksDb =
        new(() => Probe(RocksDbName, "librocksdb.so.7.8", "librocksdb.so"));

    private static readonly Lazy<NativeLibraryProbe> s_cuda =
        new(() => ProbeCuda(
            Environment.GetEnvironmentVariable(CudaVariable) ?? AppContext.GetData(CudaVariable) as string));

    // The loader's own folders first; then where containers and WSL mount the driver of the host.
    private static readonly string[] s_cudaPaths =
    [
        "libcuda.so.1", "/usr/local/nvidia/lib64/libcuda.so.1", "/usr/local/nvidia/lib/libcuda.so.1",
        "/usr/lib/wsl/lib/libcuda.so.1",
    ];

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>libsodium: Ed25519 signing, Argon2id, XChaCha20-Poly1305, guarded memory.</summary>
    public static NativeLibraryProbe Sodium => s_sodium.Value;

    /// <summary>blst and c-kzg, built from the pinned package as <c>libaether_bls.so</c>.</summary>
    public static NativeLibraryProbe Bls => s_bls.Value;

    /// <summary>The own kernels, built from <c>native/src</c> as <c>libaether_native.so</c>.</summary>
    public static NativeLibraryProbe Kernels => s_kernels.Value;

    /// <summary>Connections between nodes, built from <c>native/src/quic</c> on ngtcp2 and GnuTLS.</summary>
    public static NativeLibraryProbe Quic => s_quic.Value;

    /// <summary>RocksDB 7.8 through its C interface.</summary>
    public static NativeLibraryProbe RocksDb => s_rocksDb.Value;

    /// <summary>The CUDA driver, <c>libcuda.so.1</c>; <c>AETHER_CUDA_LIBRARY</c> names another file.</summary>
    public static NativeLibraryProbe Cuda => s_cuda.Value;

    /// <summary>Registers the resolver: called by the static constructor of every import class.</summary>
    internal static void EnsureRegistered()
    {
        // Running the static constructor is the whole effect.
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name switch
    {
        SodiumName => Sodium.Handle,
        BlsName => Bls.Handle,
        KernelsName => Kernels.Handle,
        QuicName => Quic.Handle,
        RocksDbName => RocksDb.Handle,
        CudaName => Cuda.Handle,
        _ => 0,
    };

    /// <summary>Looks for the CUDA driver: the named file only, or where installers of the driver put it.</summary>
    internal static NativeLibraryProbe ProbeCuda(string? named)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return NativeLibrary.TryLoad(named, out nint handle)
                ? new NativeLibraryProbe(CudaName, handle, named, null)
                : new NativeLibraryProbe(
                    CudaName, 0, null, $"{named} does not load; name the CUDA driver library in {CudaVariable}");
        }

        foreach (string path in s_cudaPaths)
        {
            if (NativeLibrary.TryLoad(path, out nint handle))
                return new NativeLibraryProbe(CudaName, handle, path, null);
        }

        return new NativeLibraryProbe(
            CudaName, 0, null, $"libcuda.so.1 is missing; install the NVIDIA driver, or name it in {CudaVariable}");
    }

    private static NativeLibraryProbe Probe(string name, params ReadOnlySpan<string> fileNames)
    {
        foreach (string folder in SearchFolders())
        {
            foreach (string fileName in fileNames)
            {
                string path = Path.Combine(folder, fileName);
                if (File.Exists(path) && NativeLibrary.TryLoad(path, out nint handle))
                    return new NativeLibraryProbe(name, handle, path, null);
            }
        }

        foreach (string fileName in fileNames)
        {
            if (NativeLibrary.TryLoad(fileName, out nint handle))
                return new NativeLibraryProbe(name, handle, fileName, null);
        }

        return new NativeLibraryProbe(name, 0, null, $"{fileNames[0]} is missing; run ./build.sh setup");
    }

    private static IEnumerable<string> SearchFolders()
    {
        string? named = Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(named))
            yield return named;

        string application = AppContext.BaseDirectory;
        yield return application;
        yield return Path.Combine(application, "runtimes", "linux-x64", "native");
        for (DirectoryInfo? folder = new(application); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "native", "build");
    }
}
