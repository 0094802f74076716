namespace Aether.Execution.Wasm.Modules;

/// <summary>The one instruction of a constant expression.</summary>
/// <param name="Op">
/// A constant, <see cref="WasmOp.RefNull"/>, <see cref="WasmOp.RefFunc"/> or <see cref="WasmOp.GlobalGet"/>.
/// </param>
/// <param name="Bits">The cell of a constant; the index of a function or global; the type byte of a null.</param>
/// <param name="Offset">Where it stands in the module.</param>
public readonly record struct ConstantExpression(WasmOp Op, ulong Bits, int Offset);
