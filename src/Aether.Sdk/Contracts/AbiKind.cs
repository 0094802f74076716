namespace Aether.Sdk.Contracts;

/// <summary>The kinds of values that methods and events of a contract have.</summary>
public enum AbiKind : byte
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 0,

    /// <summary>One byte.</summary>
    U8 = 1,

    /// <summary>Two bytes, little-endian.</summary>
    U16 = 2,

    /// <summary>Four bytes, little-endian.</summary>
    U32 = 3,

    /// <summary>Eight bytes, little-endian.</summary>
    U64 = 4,

    /// <summary>Sixteen bytes, little-endian.</summary>
    U128 = 5,

    /// <summary>Four bytes, two's complement.</summary>
    I32 = 6,

    /// <summary>Eight bytes, two's complement.</summary>
    I64 = 7,

    /// <summary>32 bytes: an account, or a contract that holds money.</summary>
    Address = 8,

    /// <summary>32 bytes: an object, such as a contract.</summary>
    Object = 9,

    /// <summary>32 bytes: an asset.</summary>
    Asset = 10,

    /// <summary>32 bytes.</summary>
    Hash = 11,

    /// <summary>A length of four bytes, and the bytes.</summary>
    Bytes = 12,

    /// <summary>A length of four bytes, and UTF-8.</summary>
    String = 13,

    /// <summary>A count of four bytes, and the items.</summary>
    List = 14,

    /// <summary>0, or 1 and the value.</summary>
    Option = 15,
}
