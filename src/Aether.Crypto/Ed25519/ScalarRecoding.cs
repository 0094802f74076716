using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519;

/// <summary>Signed-digit forms of a scalar for point multiplication.</summary>
internal static class ScalarRecoding
{
    /// <summary>Digits of the width-w non-adjacent form of a scalar below 2^255.</summary>
    internal const int NafDigits = 256;

    /// <summary>Signed radix-16 digits of a scalar below 2^255.</summary>
    internal const int Radix16Digits = 64;

    /// <summary>
    /// Writes the width-<paramref name="width"/> non-adjacent form: digit i is zero or odd with absolute value below
    /// 2^(width - 1). Variable time. Returns one more than the index of the highest non-zero digit.
    /// </summary>
    internal static int WriteNaf(in Scalar scalar, int width, Span<sbyte> digits)
    {
        digits[..NafDigits].Clear();
        ReadOnlySpan<ulong> words = [scalar.W0, scalar.W1, scalar.W2, scalar.W3, 0];
        ulong windowMask = (1UL << width) - 1;
        int carry = 0;
        int length = 0;
        int position = 0;
        while (position < NafDigits)
        {
            int word = position >> 6;
            int shift = position & 63;
            ulong bits = words[word] >> shift;
            if (shift > 64 - width)
            {
                bits |= words[word + 1] << (64 - shift);
            }

            int window = (int)(bits & windowMask) + carry;
            if ((window & 1) == 0)
            {
                position++;
                continue;
            }

            carry = window >= 1 << (width - 1) ? 1 : 0;
            digits[position] = (sbyte)(window - (carry << width));
            length = position + 1;
            position += width;
        }

        return length;
    }

    /// <summary>Writes 64 digits from -8 to 8 with scalar = sum of digit i times 16^i; constant time.</summary>
    internal static void WriteRadix16(in Scalar scalar, Span<sbyte> digits)
    {
        Span<ulong> words = [scalar.W0, scalar.W1, scalar.W2, scalar.W3];
        int carry = 0;
        for (int i = 0; i < Radix16Digits - 1; i++)
        {
            int digit = (int)((words[i >> 4] >> (4 * (i & 15))) & 15) + carry;
            carry = (digit + 8) >> 4;
            digits[i] = (sbyte)(digit - (carry << 4));
        }

        // The top nibble is at most 7 below 2^255, so the last digit needs no further carry.
        digits[Radix16Digits - 1] = (sbyte)((int)(words[3] >> 60) + carry);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(words));
    }
}
