namespace Aether.Execution.Wasm.Modules;

/// <summary>The size of a table (in entries) or memory (in pages of 64 KiB).</summary>
/// <param name="Minimum">Size at the start.</param>
/// <param name="Maximum">Largest size, or null for the widest the type allows.</param>
public readonly record struct ResizeLimits(uint Minimum, uint? Maximum);
