using Aether.Core;

namespace Aether.TestKit.Wasm;

/// <summary>
/// A contract whose methods fail in all the ways there are, each after it wrote a value and reported an event.
/// </summary>
public static class FaultContract
{
    private const int Room = 4_096;
    private const int Empty = 3;

    /// <summary>Operands in each frame of <c>some_cells</c>, besides its own two locals and one more.</summary>
    public const int Operands = 2_000;

    /// <summary>Entries of the table: three methods, and one entry that is empty.</summary>
    private const int Entries = 4;

    /// <summary>The module.</summary>
    public static byte[] Module() => new ContractBuilder { TableEntries = Entries, Elements = 3 }
        .Method("down", code => CountDown(code).Push(0).CallIndirect(0))
        .Method("pile", code => Pile(code, Operands))
        .Method("fine", code => Touch(code).Push(0).Push(32).Host("return"))
        .Method("frames", code => Touch(code).Push(0).Push(-1).Store32().Push(0).CallIndirect(0))
        .Method("cells", code => Touch(code).Push(0).Push(-1).Store32().Push(1).CallIndirect(0))
        .Method("some_frames", code => Touch(code).Push(0).CallIndirect(0))
        .Method("some_cells", code => Touch(code).Push(1).CallIndirect(0))
        .Method("unreachable", code => Touch(code).Raw(0x00))
        .Method("load", code => Touch(code).Push(65_533).Load32().Drop())
        .Method("store", code => Touch(code).Push(65_529).Raw(0x42, 0).Store64())
        .Method("fill", code => Touch(code).Push(65_000).Push(1).Push(537).Raw(0xFC, 11, 0))
        .Method("divide", code => Touch(code).Push(1).Push(0).Raw(0x6D).Drop())
        .Method("remainder", code => Touch(code).Raw(0x42, 1, 0x42, 0, 0x82).Drop())
        .Method("overflow", code => Touch(code).Push(int.MinValue).Push(-1).Raw(0x6D).Drop())
        .Method("outside", code => Touch(code).Push(Entries).CallIndirect(0))
        .Method("empty", code => Touch(code).Push(Empty).CallIndirect(0))
        .Method("mismatch", code => Touch(code).Push(0).Push(0).Push(0).Push(0).Push(2).CallIndirect(2))
        .Method("spin", code => Touch(code).Raw(0x03, 0x40, 0x0C, 0x00, 0x0B))
        .Method("grow", code => Touch(code).Raw(0x03, 0x40).Push(1).Raw(0x40, 0).Drop().Raw(0x0C, 0x00, 0x0B))
        .Method("abort", code => Touch(code).Push(77).Push(0).Push(5).Host("abort"))
        .Method("long_key", code => Touch(code)
            .Push(0).Push(Limits.Contract.MaxKeyBytes + 1).Host("storage_has").Drop())
        .Method("host_range", code => Touch(code).Push(-1).Push(2).Host("storage_has").Drop())
        .Method("undeclared", code => Touch(code).Push(0).Push(Room).Push(8).Host("obj_read").Drop())
        .Method("poor", code => Touch(code).Push(0).Push(32).Push(64).Host("transfer"))
        .Build();

    /// <summary>A module that cannot be made into an instance: a segment lies outside its memory.</summary>
    public static byte[] DataOutside() => new ContractBuilder { Data = [1, 2], DataOffset = 65_535 }
        .Method("fine", code => code.Raw(0x01)).Build();

    /// <summary>A module that cannot be made into an instance: a segment lies outside its table.</summary>
    public static byte[] ElementOutside() => new ContractBuilder { TableEntries = 2, Elements = 2, FirstElement = 1 }
        .Method("fine", code => code.Raw(0x01)).Method("other", code => code.Raw(0x01)).Build();

    /// <summary>A module whose first pages are more than tests declare.</summary>
    public static byte[] ManyPages(uint pages) => new ContractBuilder { Pages = pages }
        .Method("fine", code => code.Raw(0x01)).Build();

    // The input at 0, its first 32 bytes stored under its first byte, and an event.
    private static ContractCode Touch(ContractCode code) => code
        .Push(0).Push(Room).Host("input_read").Set(0)
        .Push(0).Push(1).Push(0).Push(32).Host("storage_write")
        .Push(0).Push(1).Push(0).Push(0).Host("emit");

    // Goes on while the number at 0 is not zero, and takes one off it.
    private static ContractCode CountDown(ContractCode code) => code
        .Push(0).Load32().Raw(0x45, 0x04, 0x40, 0x0F, 0x0B)
        .Push(0).Push(0).Load32().Push(1).Subtract().Store32();

    // Recursion with so many operands in each frame that cells run out long before frames do.
    private static void Pile(ContractCode code, int operands)
    {
        CountDown(code);
        for (int operand = 0; operand < operands; operand++)
        {
            code.Push(operand);
        }
        code.Push(1).CallIndirect(0);
        for (int operand = 0; operand < operands; operand++)
        {
            code.Drop();
        }
    }
}
