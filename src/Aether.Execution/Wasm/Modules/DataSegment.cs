namespace Aether.Execution.Wasm.Modules;

/// <summary>Bytes for a memory.</summary>
/// <param name="Mode">When they are copied.</param>
/// <param name="MemoryIndex">The memory of an active segment.</param>
/// <param name="Destination">The first byte of an active segment.</param>
/// <param name="Bytes">The bytes: a part of <see cref="WasmModule.Bytes"/>.</param>
/// <param name="Offset">Where the segment stands in the module.</param>
public sealed record DataSegment(
    SegmentMode Mode,
    int MemoryIndex,
    ConstantExpression Destination,
    ReadOnlyMemory<byte> Bytes,
    int Offset);
