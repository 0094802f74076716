namespace Aether.Core.Codec;

/// <summary>
/// Bech32m text (BIP-350): a readable prefix, five bits a character, a checksum that finds typing errors.
/// </summary>
/// <remarks>
/// Total: nothing throws for bad text. Mixed case, padding other than zero bits and over-long text are refused.
/// </remarks>
public static class Bech32m
{
    /// <summary>Longest text the checksum is designed for.</summary>
    public const int MaxTextLength = 90;

    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint ChecksumConstant = 0x2BC830A3;
    private const int ChecksumLength = 6;

    private static ReadOnlySpan<uint> Generators => [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3];

    /// <summary>Text of <paramref name="data"/> under a lower-case prefix.</summary>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        int groups = ((data.Length * 8) + 4) / 5;
        int length = prefix.Length + 1 + groups + ChecksumLength;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxTextLength, nameof(data));
        Span<char> text = stackalloc char[MaxTextLength];
        prefix.CopyTo(text);
        text[prefix.Length] = '1';
        Span<char> body = text[(prefix.Length + 1)..length];
        uint state = ExpandPrefix(prefix);
        for (int index = 0; index < groups; index++)
        {
            int value = GroupAt(data, index);
            state = Step(state, value);
            body[index] = Alphabet[value];
        }
        for (int index = 0; index < ChecksumLength; index++)
        {
            state = Step(state, 0);
        }
        state ^= ChecksumConstant;
        for (int index = 0; index < ChecksumLength; index++)
        {
            body[groups + index] = Alphabet[(int)(state >> (5 * (ChecksumLength - 1 - index))) & 31];
        }
        return new string(text[..length]);
    }

    /// <summary>Decodes text whose data fills <paramref name="data"/> exactly.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out string prefix, Span<byte> data)
    {
        prefix = string.Empty;
        data.Clear();
        Span<char> lower = stackalloc char[MaxTextLength];
        if (text.Length > MaxTextLength || !TryLower(text, lower))
        {
            return false;
        }
        ReadOnlySpan<char> all = lower[..text.Length];
        int separator = all.LastIndexOf('1');
        int groups = ((data.Length * 8) + 4) / 5;
        if (separator < 1 || all.Length - separator - 1 != groups + ChecksumLength)
        {
            return false;
        }
        string found = new(all[..separator]);
        if (!HasValidChecksum(found, all[(separator + 1)..]) || !TryPack(all.Slice(separator + 1, groups), data))
        {
            data.Clear();
            return false;
        }
        prefix = found;
        return true;
    }

    private static bool TryLower(ReadOnlySpan<char> text, Span<char> lower)
    {
        bool hasLower = false;
        bool hasUpper = false;
        for (int index = 0; index < text.Length; index++)
        {
            char character = text[index];
            if (character is < '!' or > '~')
            {
                return false;
            }
            hasLower |= char.IsAsciiLetterLower(character);
            hasUpper |= char.IsAsciiLetterUpper(character);
            lower[index] = char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character;
        }
        return !(hasLower && hasUpper);
    }

    private static bool HasValidChecksum(string prefix, ReadOnlySpan<char> body)
    {
        uint state = ExpandPrefix(prefix);
        foreach (char character in body)
        {
            int value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }
            state = Step(state, value);
        }
        return state == ChecksumConstant;
    }

    private static bool TryPack(ReadOnlySpan<char> groups, Span<byte> data)
    {
        int pending = 0;
        int bits = 0;
        int written = 0;
        foreach (char character in groups)
        {
            pending = (pending << 5) | Alphabet.IndexOf(character, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                data[written++] = (byte)(pending >> bits);
                pending &= (1 << bits) - 1;
            }
        }
        return pending == 0;
    }

    // The index-th group of five bits, most significant first; the last one is filled up with zeros.
    private static int GroupAt(ReadOnlySpan<byte> data, int index)
    {
        int bit = index * 5;
        int high = data[bit / 8] << 8;
        int low = (bit / 8) + 1 < data.Length ? data[(bit / 8) + 1] : 0;
        return ((high | low) >> (11 - (bit % 8))) & 31;
    }

    private static uint ExpandPrefix(string prefix)
    {
        uint state = 1;
        foreach (char character in prefix)
        {
            state = Step(state, character >> 5);
        }
        state = Step(state, 0);
        foreach (char character in prefix)
        {
            state = Step(state, character & 31);
        }
        return state;
    }

    private static uint Step(uint state, int value)
    {
        uint top = state >> 25;
        uint next = ((state & 0x1FFFFFF) << 5) ^ (uint)value;
        for (int index = 0; index < Generators.Length; index++)
        {
            next ^= ((top >> index) & 1) != 0 ? Generators[index] : 0;
        }
        return next;
    }
}
