namespace Aether.Execution.Wasm.Host;

/// <summary>Types of values that cross between a contract and its host: their codes in the binary format.</summary>
public enum HostType : byte
{
    /// <summary>No value.</summary>
    None = 0x40,

    /// <summary>32 bits: pointers, lengths, small results.</summary>
    I32 = 0x7F,

    /// <summary>64 bits: heights, times, gas.</summary>
    I64 = 0x7E,
}
