namespace Aether.Core.Codec;

/// <summary>Bech32m text (BIP-350): human-readable part, "1", data in groups of five bits, checksum of six.</summary>
public static class Bech32m
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint Constant = 0x2bc830a3;
    private const int ChecksumLength = 6;
    private const int MaxLength = 90;

    /// <summary>Encodes bytes in lower case.</summary>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        byte[] groups = ToGroups(data);
        Span<char> text = new char[prefix.Length + 1 + groups.Length + ChecksumLength];
        prefix.CopyTo(text);
        text[prefix.Length] = '1';
        uint checksum = Checksum(prefix, groups) ^ Constant;
        int at = prefix.Length + 1;
        foreach (byte group in groups)
        {
            text[at++] = Alphabet[group];
        }
        for (int index = 0; index < ChecksumLength; index++)
        {
            text[at++] = Alphabet[(int)(checksum >> (5 * (ChecksumLength - 1 - index)) & 31)];
        }
        return new string(text);
    }

    /// <summary>
    /// Decodes text of one case into exactly <paramref name="destination"/>; false for anything else.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out string prefix, Span<byte> destination)
    {
        prefix = "";
        bool mixed = text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z');
        int separator = text.LastIndexOf('1');
        if (mixed || separator < 1 || text.Length > MaxLength || text.Length - separator - 1 < ChecksumLength
            || text.ContainsAnyExceptInRange('!', '~'))
        {
            return false;
        }
        string lower = text.ToString().ToLowerInvariant();
        byte[] groups = new byte[text.Length - separator - 1];
        for (int index = 0; index < groups.Length; index++)
        {
            int value = Alphabet.IndexOf(lower[separator + 1 + index], StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }
            groups[index] = (byte)value;
        }
        prefix = lower[..separator];
        return Polymod(prefix, groups, trailingZeros: 0) == Constant
            && TryFromGroups(groups.AsSpan(0, groups.Length - ChecksumLength), destination);
    }

    private static byte[] ToGroups(ReadOnlySpan<byte> data)
    {
        byte[] groups = new byte[((data.Length * 8) + 4) / 5];
        uint buffer = 0;
        int bits = 0;
        int at = 0;
        foreach (byte value in data)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                groups[at++] = (byte)(buffer >> bits & 31);
            }
        }
        if (bits > 0)
        {
            groups[at] = (byte)(buffer << (5 - bits) & 31);
        }
        return groups;
    }

    private static bool TryFromGroups(ReadOnlySpan<byte> groups, Span<byte> destination)
    {
        if (groups.Length != ((destination.Length * 8) + 4) / 5)
        {
            return false;
        }
        uint buffer = 0;
        int bits = 0;
        int at = 0;
        foreach (byte group in groups)
        {
            buffer = (buffer << 5) | group;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                destination[at++] = (byte)(buffer >> bits);
            }
        }
        // The last group is padded with zero bits; anything else would be a second text for the same bytes.
        return (buffer & ((1u << bits) - 1)) == 0;
    }

    private static uint Checksum(string prefix, ReadOnlySpan<byte> groups) => Polymod(prefix, groups, ChecksumLength);

    private static uint Polymod(string prefix, ReadOnlySpan<byte> groups, int trailingZeros)
    {
        uint state = 1;
        foreach (char character in prefix)
        {
            state = Step(state) ^ (uint)(character >> 5);
        }
        state = Step(state);
        foreach (char character in prefix)
        {
            state = Step(state) ^ (uint)(character & 31);
        }
        foreach (byte group in groups)
        {
            state = Step(state) ^ group;
        }
        for (int index = 0; index < trailingZeros; index++)
        {
            state = Step(state);
        }
        return state;
    }

    private static uint Step(uint state)
    {
        uint top = state >> 25;
        uint next = (state & 0x1ffffff) << 5;
        next ^= (top & 1) != 0 ? 0x3b6a57b2u : 0;
        next ^= (top & 2) != 0 ? 0x26508e6du : 0;
        next ^= (top & 4) != 0 ? 0x1ea119fau : 0;
        next ^= (top & 8) != 0 ? 0x3d4233ddu : 0;
        next ^= (top & 16) != 0 ? 0x2a1462b3u : 0;
        return next;
    }
}
