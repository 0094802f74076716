using System.Security.Cryptography;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>Where a contract's storage lies in the state.</summary>
public static class ContractStorage
{
    /// <summary>
    /// The item that holds the value of a key: SHA-256("aeth/item/v1" || key). Its state key is that of an item of the
    /// contract's object.
    /// </summary>
    /// <param name="key">At most <see cref="Limits.Contract.MaxKeyBytes"/> bytes.</param>
    public static Hash256 ItemKey(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, Limits.Contract.MaxKeyBytes);
        Span<byte> input = stackalloc byte[12 + Limits.Contract.MaxKeyBytes];
        "aeth/item/v1"u8.CopyTo(input);
        key.CopyTo(input[12..]);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(input[..(12 + key.Length)], digest);
        return new Hash256(digest);
    }
}
