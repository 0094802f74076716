using System.Buffers.Binary;
using Aether.Execution.Wasm.Host;

namespace Aether.TestKit.Wasm;

/// <summary>A contract with a method for each host function, which makes that call with what its input says.</summary>
/// <remarks>
/// The input lies at address 0: where and how much to return, then 8 bytes for each argument, then anything that they
/// point to. What the function gives is stored as 8 bytes at <see cref="Result"/>. What a called contract returned
/// follows it, and everything else of the second page is zero.
/// </remarks>
public static class ProbeContract
{
    /// <summary>Where the second page starts.</summary>
    public const int Result = 65_536;

    /// <summary>Bytes of memory.</summary>
    public const int MemoryBytes = 2 * 65_536;

    private const int Room = 32_768;

    /// <summary>The module.</summary>
    public static byte[] Module(byte version = 0)
    {
        ContractBuilder builder = new() { Pages = 2 };
        foreach (HostFunctionSpec function in HostFunctions.All)
        {
            builder.Method(function.Name, code => Probe(code, function));
        }
        return builder.Custom("version", [version]).Build();
    }

    /// <summary>Where the bytes behind the arguments start.</summary>
    /// <param name="arguments">How many arguments there are.</param>
    public static int Data(int arguments) => 8 + (8 * arguments);

    /// <summary>An input that asks for a part of the memory.</summary>
    /// <param name="pointer">Where what is returned starts.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="arguments">Arguments of the host function.</param>
    /// <param name="data">What follows them.</param>
    public static byte[] Input(int pointer, int length, long[] arguments, params ReadOnlySpan<byte> data)
    {
        byte[] input = new byte[Data(arguments.Length) + data.Length];
        BinaryPrimitives.WriteInt32LittleEndian(input, pointer);
        BinaryPrimitives.WriteInt32LittleEndian(input.AsSpan(4), length);
        for (int index = 0; index < arguments.Length; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input.AsSpan(Data(index)), arguments[index]);
        }
        data.CopyTo(input.AsSpan(Data(arguments.Length)));
        return input;
    }

    private static void Probe(ContractCode code, HostFunctionSpec function)
    {
        bool gives = function.Result != HostType.None;
        code.Push(0).Push(Room).Host("input_read").Drop();
        if (gives)
        {
            code.Push(Result);
        }
        for (int index = 0; index < function.Parameters.Length; index++)
        {
            code.Push(Data(index));
            _ = function.Parameters[index].Type == HostType.I64 ? code.Load64() : code.Load32();
        }
        code.Host(function.Name);
        if (gives)
        {
            _ = function.Result == HostType.I32 ? code.Raw(0xAD).Store64() : code.Store64();
        }
        if (function.Number == (int)HostNumber.Call)
        {
            code.Push(Result + 8).Push(Room).Host("output_read").Drop();
        }
        if (function.Number != (int)HostNumber.Return)
        {
            code.Push(0).Load32().Push(4).Load32().Host("return");
        }
    }
}
