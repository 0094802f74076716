namespace Aether.Native;

/// <summary>What one probe of a third-party native library found: a loaded library, or the sentence that says what to
/// do.</summary>
public sealed class NativeLibraryProbe
{
    internal NativeLibraryProbe(string name, nint handle, string? path, string? notSupportedReason)
    {
        Name = name;
        Handle = handle;
        Path = path;
        NotSupportedReason = notSupportedReason;
    }

    /// <summary>Logical name, as used in the import declarations.</summary>
    public string Name { get; }

    /// <summary>File the library came from, or its soname where the system loader chose the folder; null when
    /// absent.</summary>
    public string? Path { get; }

    /// <summary>Null when the library is loaded; otherwise one sentence with the cause and the fix.</summary>
    public string? NotSupportedReason { get; }

    /// <summary>True when the library is loaded and usable.</summary>
    public bool IsSupported => NotSupportedReason is null;

    internal nint Handle { get; }

    /// <summary>Throws when the library is missing: for callers that have no other way to go on.</summary>
    /// <exception cref="PlatformNotSupportedException">The library is not usable; the message names the
    /// fix.</exception>
    public void ThrowIfNotSupported()
    {
        if (NotSupportedReason is not null)
            throw new PlatformNotSupportedException(NotSupportedReason);
    }
}
