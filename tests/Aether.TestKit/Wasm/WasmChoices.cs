namespace Aether.TestKit.Wasm;

/// <summary>Choices that follow from a seed alone, on every machine.</summary>
public sealed class WasmChoices(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)(uint)bound) >> 32);

    /// <summary>True in <paramref name="percent"/> of 100.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    /// <summary>One of some.</summary>
    public T Of<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>A number near a place where arithmetic changes, or any.</summary>
    public long Constant()
    {
        long[] edges = [0, 1, -1, 2, 7, 31, 32, 63, 64, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
        return Below(4) switch
        {
            0 => Of<long>(edges),
            1 => Below(256),
            2 => unchecked((long)Next()),
            _ => unchecked((long)(Next() >> Below(64))),
        };
    }
}
