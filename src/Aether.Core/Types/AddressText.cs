using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Addresses as people see them: bech32m, prefix `taeth` on development and test chains, `aeth` elsewhere.
/// </summary>
public static class AddressText
{
    /// <summary>Prefix of chains whose tokens are worth something.</summary>
    public const string MainPrefix = "aeth";

    /// <summary>Prefix of development and test chains.</summary>
    public const string TestPrefix = "taeth";

    /// <summary>The prefix that belongs to a chain identifier.</summary>
    public static string HrpFor(string chainId)
    {
        bool test = chainId.StartsWith("aether-dev", StringComparison.Ordinal)
            || chainId.StartsWith("aether-test", StringComparison.Ordinal);
        return test ? TestPrefix : MainPrefix;
    }

    /// <summary>Text of an address under one of the two prefixes.</summary>
    public static string Format(Address address, string hrp) => Bech32m.Encode(hrp, address.Value.Span);

    /// <summary>Reads bech32m text with either prefix, or 64 hexadecimal digits after `0x`.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address) => TryParse(text, out address, out _);

    /// <summary>As the shorter form; also tells which prefix was used, empty for hexadecimal text.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address, out string hrp)
    {
        hrp = string.Empty;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            bool isHex = Hash256.TryParse(text, out Hash256 value);
            address = new Address(value);
            return isHex;
        }
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bool ok = Bech32m.TryDecode(text, out string prefix, bytes) && prefix is MainPrefix or TestPrefix;
        hrp = ok ? prefix : string.Empty;
        address = ok ? new Address(new Hash256(bytes)) : default;
        return ok;
    }
}
