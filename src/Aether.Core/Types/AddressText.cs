using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Addresses as people see them: bech32m with one prefix for development and test chains and one for all others.
/// </summary>
public static class AddressText
{
    /// <summary>Prefix on a main chain.</summary>
    public const string MainPrefix = "aeth";

    /// <summary>Prefix on development and test chains.</summary>
    public const string TestPrefix = "taeth";

    /// <summary>The prefix for a chain.</summary>
    public static string HrpFor(string chainId) =>
        chainId.StartsWith("aether-dev", StringComparison.Ordinal)
        || chainId.StartsWith("aether-test", StringComparison.Ordinal)
            ? TestPrefix
            : MainPrefix;

    /// <summary>Bech32m text with the given prefix.</summary>
    public static string Format(Address address, string prefix) => Bech32m.Encode(prefix, address.Value.Span);

    /// <summary>Accepts bech32m with either prefix, or `0x` and 64 hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            bool hex = Hash256.TryParse(text, out Hash256 value);
            address = new Address(value);
            return hex;
        }
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        bool ok = Bech32m.TryDecode(text, out string prefix, bytes) && (prefix is MainPrefix or TestPrefix);
        address = ok ? new Address(new Hash256(bytes)) : default;
        return ok;
    }
}
