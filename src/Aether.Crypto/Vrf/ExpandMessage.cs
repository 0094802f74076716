using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Diagnostics;

namespace Aether.Crypto.Vrf;

/// <summary>expand_message_xmd of RFC 9380 section 5.3.1 with SHA-512.</summary>
internal static class ExpandMessage
{
    private const int HashBytes = SHA512.HashSizeInBytes;
    private const int BlockBytes = 128;
    private const int MaxTagBytes = 255;

    private static ReadOnlySpan<byte> OversizePrefix => "H2C-OVERSIZE-DST-"u8;

    /// <summary>
    /// Fills <paramref name="destination"/> (at most 255 hash lengths and 65,535 bytes) from the message and the
    /// domain separation tag, which is hashed first where it is longer than 255 bytes.
    /// </summary>
    internal static void Xmd(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, Span<byte> destination)
    {
        int blocks = (destination.Length + HashBytes - 1) / HashBytes;
        Check.That(blocks <= 255 && destination.Length <= ushort.MaxValue);
        Span<byte> tagPrime = stackalloc byte[MaxTagBytes + 1];
        tagPrime = tagPrime[..WriteTagPrime(tag, tagPrime)];

        Span<byte> first = stackalloc byte[HashBytes];
        HashMessage(message, destination.Length, tagPrime, first);
        Span<byte> input = stackalloc byte[HashBytes + 1 + MaxTagBytes + 1];
        input = input[..(HashBytes + 1 + tagPrime.Length)];
        tagPrime.CopyTo(input[(HashBytes + 1)..]);
        Span<byte> block = stackalloc byte[HashBytes];
        block.Clear();
        for (int i = 1; i <= blocks; i++)
        {
            for (int j = 0; j < HashBytes; j++)
            {
                input[j] = (byte)(first[j] ^ block[j]);
            }

            input[HashBytes] = (byte)i;
            SHA512.HashData(input, block);
            Span<byte> rest = destination[((i - 1) * HashBytes)..];
            block[..Math.Min(HashBytes, rest.Length)].CopyTo(rest);
        }
    }

    /// <summary>SHA-512(Z_pad || message || I2OSP(length, 2) || 0x00 || tag').</summary>
    private static void HashMessage(
        ReadOnlySpan<byte> message, int length, ReadOnlySpan<byte> tagPrime, Span<byte> destination)
    {
        int total = checked(BlockBytes + message.Length + 3 + tagPrime.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(total);
        Span<byte> input = rented.AsSpan(0, total);
        input[..BlockBytes].Clear();
        message.CopyTo(input[BlockBytes..]);
        Span<byte> tail = input[(BlockBytes + message.Length)..];
        BinaryPrimitives.WriteUInt16BigEndian(tail, (ushort)length);
        tail[2] = 0;
        tagPrime.CopyTo(tail[3..]);
        SHA512.HashData(input, destination);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static int WriteTagPrime(ReadOnlySpan<byte> tag, Span<byte> destination)
    {
        int length = tag.Length;
        if (length <= MaxTagBytes)
        {
            tag.CopyTo(destination);
        }
        else
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            hash.AppendData(OversizePrefix);
            hash.AppendData(tag);
            length = hash.GetHashAndReset(destination);
        }

        destination[length] = (byte)length;
        return length + 1;
    }
}
