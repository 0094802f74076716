namespace Aether.TestKit.Wasm;

/// <summary>Instructions of one method.</summary>
/// <param name="importOf">Gives the index of a host function.</param>
public sealed class ContractCode(Func<string, int> importOf)
{
    private readonly List<byte> _bytes = [];

    /// <summary>A constant of 32 bits.</summary>
    public ContractCode Push(int value)
    {
        _bytes.Add(0x41);
        bool more = true;
        while (more)
        {
            int low = value & 0x7F;
            value >>= 7;
            more = !((value == 0 && (low & 0x40) == 0) || (value == -1 && (low & 0x40) != 0));
            _bytes.Add((byte)(low | (more ? 0x80 : 0)));
        }
        return this;
    }

    /// <summary>A local.</summary>
    public ContractCode Get(byte local) => Raw(0x20, local);

    /// <summary>Sets a local.</summary>
    public ContractCode Set(byte local) => Raw(0x21, local);

    /// <summary>The byte at the address on the stack.</summary>
    public ContractCode Load8() => Raw(0x2D, 0, 0);

    /// <summary>The 32 bits at the address on the stack.</summary>
    public ContractCode Load32() => Raw(0x28, 0, 0);

    /// <summary>The 64 bits at the address on the stack.</summary>
    public ContractCode Load64() => Raw(0x29, 0, 0);

    /// <summary>Stores a byte.</summary>
    public ContractCode Store8() => Raw(0x3A, 0, 0);

    /// <summary>Stores 32 bits.</summary>
    public ContractCode Store32() => Raw(0x36, 0, 0);

    /// <summary>Stores 64 bits.</summary>
    public ContractCode Store64() => Raw(0x37, 0, 0);

    /// <summary>Adds.</summary>
    public ContractCode Add() => Raw(0x6A);

    /// <summary>Subtracts.</summary>
    public ContractCode Subtract() => Raw(0x6B);

    /// <summary>Drops a value.</summary>
    public ContractCode Drop() => Raw(0x1A);

    /// <summary>Calls a host function.</summary>
    public ContractCode Host(string name) => Raw(0x10, (byte)importOf(name));

    /// <summary>Calls the function of type <paramref name="type"/> whose place in the table is on the stack.</summary>
    public ContractCode CallIndirect(byte type) => Raw(0x11, type, 0);

    /// <summary>Instructions as they are.</summary>
    public ContractCode Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>The instructions.</summary>
    public byte[] ToArray() => [.. _bytes];
}
