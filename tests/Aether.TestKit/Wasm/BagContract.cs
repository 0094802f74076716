using System.Text;

namespace Aether.TestKit.Wasm;

/// <summary>A contract that does what it is told: for tests of everything around contracts.</summary>
public static class BagContract
{
    private const int Room = 4_096;
    private const int Value = 8_192;

    /// <summary>The module. Two of different <paramref name="version"/> differ in their bytes only.</summary>
    public static byte[] Module(byte version = 0, string abi = "{}") => new ContractBuilder()
        .Method("init", code => Put(ReadInput(code)))
        .Method("upgrade", code => Put(ReadInput(code)))
        .Method("put", code => Put(ReadInput(code)))
        .Method("take", code => ReadInput(code).Push(0).Get(0).Host("storage_remove").Drop())
        .Method("get", code => ReadInput(code)
            .Push(0).Get(0).Push(Value).Push(Room).Host("storage_read").Set(1)
            .Get(1).Push(0).Raw(0x48).Raw(0x04, 0x40).Push(7).Push(0).Get(0).Host("abort").Raw(0x0B)
            .Push(Value).Get(1).Host("return"))
        .Method("pay", code => ReadInput(code).Push(0).Push(32).Push(64).Host("transfer"))
        .Method("note", code => ReadInput(code).Push(0).Push(1).Push(32).Get(0).Push(32).Subtract().Host("emit"))
        .Method("peek", code => ReadInput(code)
            .Push(0).Push(Value).Push(Room).Host("obj_read").Drop().Push(Value).Push(4).Host("return"))
        .Method("poke", code => ReadInput(code).Push(0).Push(32).Get(0).Push(32).Subtract().Host("obj_write"))
        .Method("relay", Relay)
        .Method("sha256", code => ReadInput(code).Push(0).Get(0).Push(Value).Host("sha256")
            .Push(Value).Push(32).Host("return"))
        .Method("blake3", code => ReadInput(code).Push(0).Get(0).Push(Value).Host("blake3")
            .Push(Value).Push(32).Host("return"))
        .Method("verify", code => ReadInput(code)
            .Push(Value).Push(0).Push(32).Push(96).Get(0).Push(96).Subtract().Host("ed25519_verify").Store8()
            .Push(Value).Push(1).Host("return"))
        .Method("spin", code => code.Raw(0x03, 0x40, 0x0C, 0x00, 0x0B))
        .Method("trap", code => code.Raw(0x00))
        .Method("far", code => code.Push(-4).Push(8).Host("return"))
        .Method("grow", code => code.Push(1).Raw(0x40, 0x00).Push(-1).Raw(0x46, 0x04, 0x40).Push(9).Push(0).Push(0)
            .Host("abort").Raw(0x0B))
        .Method("who", code => code.Push(0).Host("caller").Push(32).Host("self").Push(64).Host("tx_hash")
            .Push(0).Push(96).Host("return"))
        .Custom("version", [version])
        .Custom("aether.abi", Encoding.UTF8.GetBytes(abi))
        .Build();

    /// <summary>Input of <c>put</c>: a key and its value.</summary>
    public static byte[] PutInput(byte[] key, byte[] value) => [(byte)key.Length, .. key, .. value];

    /// <summary>Input of <c>relay</c>: a method of another contract, which is told to answer.</summary>
    public static byte[] RelayInput(byte[] contract, ulong gas, string name, byte[] input) =>
        [.. contract, .. BitConverter.GetBytes(gas), (byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. input];

    // Local 0 is the length of the input, which lies at 0.
    private static ContractCode ReadInput(ContractCode code) =>
        code.Push(0).Push(Room).Host("input_read").Set(0);

    private static void Put(ContractCode code) => code
        .Raw(0x20, 0, 0x45, 0x04, 0x40, 0x0F, 0x0B)
        .Push(1).Push(0).Load8()
        .Push(1).Push(0).Load8().Add()
        .Get(0).Push(1).Subtract().Push(0).Load8().Subtract()
        .Host("storage_write");

    // Returns the callee's status, and what it returned.
    private static void Relay(ContractCode code) => ReadInput(code)
        .Push(Value - 1)
        .Push(0).Push(41).Push(40).Load8()
        .Push(41).Push(40).Load8().Add()
        .Get(0).Push(41).Subtract().Push(40).Load8().Subtract()
        .Push(32).Load64()
        .Host("call").Store8()
        .Push(Value).Push(Room).Host("output_read").Set(1)
        .Push(Value - 1).Get(1).Push(1).Add().Host("return");
}
