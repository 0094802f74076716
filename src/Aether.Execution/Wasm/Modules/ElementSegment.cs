namespace Aether.Execution.Wasm.Modules;

/// <summary>References for a table.</summary>
/// <param name="Mode">When they are copied.</param>
/// <param name="Type">Type of the references.</param>
/// <param name="TableIndex">The table of an active segment.</param>
/// <param name="Destination">The first entry of an active segment.</param>
/// <param name="Items">The references. Not to be written.</param>
/// <param name="Offset">Where the segment stands in the module.</param>
public sealed record ElementSegment(
    SegmentMode Mode,
    ValueType Type,
    int TableIndex,
    ConstantExpression Destination,
    ConstantExpression[] Items,
    int Offset);
