using System.Buffers.Binary;

namespace Aether.TestKit.Wasm;

/// <summary>
/// A contract that reads all that an instance keeps, and then changes it: an instance that is used again must look new.
/// </summary>
public static class TraceContract
{
    /// <summary>What its global is when an instance is made.</summary>
    public const int GlobalValue = 1_234;

    private const int Out = 8_192;
    private const int Untouched = 40_000;
    private const int Placed = 50_000;
    private static readonly byte[] s_active = [1, 2, 3, 4];
    private static readonly byte[] s_passive = [5, 6, 7, 8];

    /// <summary>What each call of <c>look</c> returns, whatever was called before.</summary>
    public static byte[] Expected
    {
        get
        {
            byte[] expected = new byte[24];
            BinaryPrimitives.WriteInt32LittleEndian(expected, GlobalValue);
            BinaryPrimitives.WriteInt32LittleEndian(expected.AsSpan(4), 1);
            s_active.CopyTo(expected, 8);
            s_passive.CopyTo(expected, 16);
            return expected;
        }
    }

    /// <summary>The module. All its methods look, dirty everything, and end in different ways.</summary>
    public static byte[] Module() => new ContractBuilder
    {
        Global = GlobalValue,
        Data = s_active,
        DataOffset = Placed,
        PassiveData = s_passive,
    }
        .Method("look", code => Dirty(Look(code)).Push(Out).Push(24).Host("return"))
        .Method("trap", code => Dirty(Look(code)).Raw(0x00))
        .Method("spin", code => Dirty(Look(code)).Raw(0x03, 0x40, 0x0C, 0x00, 0x0B))
        .Method("abort", code => Dirty(Look(code)).Push(1).Push(0).Push(0).Host("abort"))
        .Build();

    // Global, pages, active segment, a cell that nothing was written to, passive segment.
    private static ContractCode Look(ContractCode code) => code
        .Push(Out).Raw(0x23, 0).Store32()
        .Push(Out + 4).Raw(0x3F, 0).Store32()
        .Push(Out + 8).Push(Placed).Load32().Store32()
        .Push(Out + 12).Push(Untouched).Load32().Store32()
        .Push(Out + 16).Push(0).Push(4).Raw(0xFC, 8, 1, 0);

    private static ContractCode Dirty(ContractCode code) => code
        .Raw(0x23, 0).Push(77).Add().Raw(0x24, 0)
        .Push(1).Raw(0x40, 0).Drop()
        .Push(Placed).Push(-1).Store32()
        .Push(Untouched).Push(-1).Store32()
        .Push(70_000).Push(-1).Store32()
        .Raw(0xFC, 9, 1);
}
