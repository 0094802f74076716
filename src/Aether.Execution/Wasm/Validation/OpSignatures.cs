namespace Aether.Execution.Wasm.Validation;

/// <summary>Operands and result of the operations that always have the same ones, by their number.</summary>
/// <remarks>
/// Each table has a letter per operation: i for i32, l for i64, f for f32, d for f64, and a dot for none. An operation
/// with dots in all three is none of these. <b>Source</b>: WebAssembly 2.0, 3.3.
/// </remarks>
internal static class OpSignatures
{
    private const byte FirstAccess = 0x28;

    /// <summary>Powers of two of bytes moved, from the first load to the last store.</summary>
    private static ReadOnlySpan<byte> Alignments => "23230011001122232301012"u8;

    /// <summary>Type of the operand below, or of the only one.</summary>
    private static ReadOnlySpan<byte> First =>
        "................................"u8 +
        "........iiiiiiiiiiiiiiiiiiiiiii."u8 +
        "i....iiiiiiiiiiilllllllllllfffff"u8 +
        "fddddddiiiiiiiiiiiiiiiiiilllllll"u8 +
        "lllllllllllffffffffffffffddddddd"u8 +
        "dddddddlffddiiffddiilldiillffdil"u8 +
        "iilll..........................."u8 +
        "ffddffdd........................"u8;

    /// <summary>Type of the operand on top, where there are two.</summary>
    private static ReadOnlySpan<byte> Second =>
        "................................"u8 +
        "......................ilfdiilll."u8 +
        "......iiiiiiiiii.llllllllllfffff"u8 +
        "fdddddd...iiiiiiiiiiiiiii...llll"u8 +
        "lllllllllll.......fffffff......."u8 +
        "ddddddd........................."u8 +
        "................................"u8 +
        "................................"u8;

    /// <summary>Type of the result.</summary>
    private static ReadOnlySpan<byte> Result =>
        "................................"u8 +
        "........ilfdiiiillllll.........i"u8 +
        "iilfdiiiiiiiiiiiiiiiiiiiiiiiiiii"u8 +
        "iiiiiiiiiiiiiiiiiiiiiiiiilllllll"u8 +
        "lllllllllllffffffffffffffddddddd"u8 +
        "dddddddiiiiillllllfffffdddddilfd"u8 +
        "iilll..........................."u8 +
        "iiiillll........................"u8;

    /// <summary>Types of all operands and the result of operation <paramref name="op"/>, 0 for none.</summary>
    /// <returns>False when the operation has none of its own.</returns>
    public static bool TryGet(byte op, out byte first, out byte second, out byte result)
    {
        first = TypeOf(First[op]);
        second = TypeOf(Second[op]);
        result = TypeOf(Result[op]);
        return (first | result) != 0;
    }

    /// <summary>Power of two of the bytes that the load or store <paramref name="op"/> moves.</summary>
    public static uint NaturalAlignment(byte op) => (uint)(Alignments[op - FirstAccess] - '0');

    private static byte TypeOf(byte letter) => letter switch
    {
        (byte)'i' => (byte)ValueType.I32,
        (byte)'l' => (byte)ValueType.I64,
        (byte)'f' => (byte)ValueType.F32,
        (byte)'d' => (byte)ValueType.F64,
        _ => 0,
    };
}
