using System.Runtime.InteropServices;

namespace Aether.KernelBench.Peers;

/// <summary>A shared library of the system that is measured beside the kernels, or the reason why it is not.</summary>
internal sealed class PeerLibrary
{
    private readonly nint _handle;

    /// <summary>Looks for the library once.</summary>
    /// <param name="soname">Name of the file, with its version.</param>
    /// <param name="package">The Debian package that brings it.</param>
    public PeerLibrary(string soname, string package)
    {
        if (!NativeLibrary.TryLoad(soname, out _handle))
            MissingReason = $"{soname} is missing: install the Debian package {package}";
    }

    /// <summary>Null, or one sentence that names the package.</summary>
    public string? MissingReason { get; }

    /// <summary>Address of a function; zero when the library is missing.</summary>
    /// <exception cref="EntryPointNotFoundException">The library is there but has no such function.</exception>
    public nint Function(string name) => MissingReason is null ? NativeLibrary.GetExport(_handle, name) : 0;
}
