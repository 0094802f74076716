namespace Aether.TestKit.Wasm;

/// <summary>Versions of one contract that say which they are.</summary>
public static class VersionContract
{
    /// <summary>What the upgrade to a failing version aborts with.</summary>
    public const int Refusal = 31;

    private const int Value = 8_192;
    private const int Room = 4_096;

    /// <summary>The module of a version. Only version 1 has <c>old</c>; all others have <c>young</c>.</summary>
    /// <param name="version">What <c>version</c> returns.</param>
    /// <param name="refuses">True when its <c>upgrade</c> aborts after it wrote.</param>
    public static byte[] Module(byte version, bool refuses = false)
    {
        ContractBuilder builder = new ContractBuilder()
            .Method("version", code => code.Push(Value).Push(version).Store8().Push(Value).Push(1).Host("return"))
            .Method("put", Put)
            .Method(version == 1 ? "old" : "young", code => code.Raw(0x01))
            .Method("upgrade", code =>
            {
                Put(code);
                if (refuses)
                {
                    code.Push(Refusal).Push(0).Push(0).Host("abort");
                }
            });
        return builder.Build();
    }

    // The first byte of the input is the key, all of it the value.
    private static void Put(ContractCode code) => code
        .Push(0).Push(Room).Host("input_read").Set(0)
        .Push(0).Push(1).Push(0).Get(0).Host("storage_write");
}
