using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Aether.Native.Cuda;

/// <summary>Kernels that the driver compiled from PTX text for its device.</summary>
// SAFETY: spans are pinned for the call; the image is copied with a NUL behind it, as the driver reads to the NUL.
public sealed unsafe class CudaModule : CudaHandle
{
    // CUjit_option
    private const int ErrorLogOption = 5;
    private const int ErrorLogBytesOption = 6;

    private const int LogBytes = 8 * 1024;

    private CudaModule(CudaContext context, nint module)
        : base(context) => Own(module, CudaResult.Success, "cuModuleLoadDataEx");

    /// <summary>Compiles PTX text for the device; the calling thread is bound to the context.</summary>
    /// <returns>False with the driver's code and the first line of its log.</returns>
    public static bool TryLoad(
        CudaContext context,
        ReadOnlySpan<byte> ptx,
        [NotNullWhen(true)] out CudaModule? module,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(context);
        byte[] image = [.. ptx, 0];
        byte[] log = new byte[LogBytes];
        nint loaded;
        CudaResult result;
        fixed (byte* text = image, errors = log)
        {
            int* options = stackalloc int[] { ErrorLogOption, ErrorLogBytesOption };
            nint* values = stackalloc nint[] { (nint)errors, LogBytes };
            result = CudaMethods.cuModuleLoadDataEx(&loaded, text, 2, options, values);
        }

        if (result == CudaResult.Success)
        {
            module = new CudaModule(context, loaded);
            error = null;
            return true;
        }

        module = null;
        error = $"{CudaError.NameOf(result)}{FirstLine(log)}";
        return false;
    }

    /// <summary>Finds a kernel by its name.</summary>
    /// <exception cref="CudaException">The module has no such kernel.</exception>
    public CudaFunction GetFunction(string name)
    {
        byte[] terminated = [.. Encoding.ASCII.GetBytes(name), 0];
        nint function;
        fixed (byte* text = terminated)
        {
            CudaError.ThrowIfFailed(
                CudaMethods.cuModuleGetFunction(&function, Raw, text), $"cuModuleGetFunction({name})");
        }

        return new CudaFunction(this, function, name);
    }

    private protected override CudaResult Free(nint raw) => CudaMethods.cuModuleUnload(raw);

    private static string FirstLine(ReadOnlySpan<byte> log)
    {
        ReadOnlySpan<byte> line = log[..Math.Max(0, log.IndexOf((byte)0))].Trim("\r\n "u8);
        int end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        return line.IsEmpty ? "" : ": " + Encoding.UTF8.GetString(line);
    }
}
