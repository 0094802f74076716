namespace Aether.Execution.Wasm.Modules;

/// <summary>A linear memory.</summary>
/// <param name="Size">Pages of <see cref="PageBytes"/>.</param>
public readonly record struct MemoryType(ResizeLimits Size)
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 65_536;

    /// <summary>Most pages a 32-bit address reaches.</summary>
    public const uint MaxPages = 65_536;
}
