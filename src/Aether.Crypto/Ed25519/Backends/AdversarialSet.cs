using System.Numerics;
using System.Text;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>
/// Signatures on which a faulty verifier goes wrong, made from constants, with the verdicts of the processor's single
/// verification. The same set every time.
/// </summary>
/// <remarks>Shape: as in <see cref="Batch.Ed25519Batch.Verify"/>.</remarks>
internal sealed class AdversarialSet
{
    // Around the ends of SHA-512 blocks: R, A, message and 17 bytes of padding fill 128-byte blocks at 47, 175, 303.
    private static readonly int[] s_messageLengths =
        [0, 1, 31, 46, 47, 48, 63, 64, 65, 111, 112, 127, 128, 174, 175, 176, 200, 302, 303, 304, 1000, 4096];

    private static readonly BigInteger s_p = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger s_l =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    private readonly List<byte> _publicKeys = [];
    private readonly List<byte> _signatures = [];
    private readonly List<byte> _messages = [];
    private readonly List<int> _messageEnds = [];
    private readonly List<bool> _expected = [];
    private readonly List<string> _kinds = [];

    private AdversarialSet()
    {
    }

    /// <summary>Items.</summary>
    internal int Count => Expected.Length;

    internal byte[] PublicKeys { get; private set; } = [];

    internal byte[] Signatures { get; private set; } = [];

    internal byte[] Messages { get; private set; } = [];

    internal int[] MessageEnds { get; private set; } = [];

    /// <summary>The verdict of <see cref="Ed25519.Verify"/> for each item.</summary>
    internal bool[] Expected { get; private set; } = [];

    /// <summary>What an item is, in words.</summary>
    internal string KindOf(int index) => _kinds[index];

    internal static AdversarialSet Create()
    {
        AdversarialSet set = new();
        set.AddHonest();
        set.AddSmallOrder();
        set.AddMixedTorsion();
        set.AddScalars();
        set.AddUndecodable();
        set.AddFieldEdges();
        set.AddSpoiled();
        return set.Close();
    }

    /// <summary>The items that the processor accepts.</summary>
    internal AdversarialSet ValidOnly()
    {
        AdversarialSet set = new();
        for (int i = 0; i < Count; i++)
        {
            if (Expected[i])
            {
                set.Add(
                    _kinds[i],
                    PublicKeys.AsSpan(i * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes),
                    Signatures.AsSpan(i * Ed25519.SignatureBytes, Ed25519.SignatureBytes),
                    Messages.AsSpan()[(i == 0 ? 0 : MessageEnds[i - 1])..MessageEnds[i]]);
            }
        }

        return set.Close();
    }

    private void AddHonest()
    {
        for (int i = 0; i < s_messageLengths.Length; i++)
        {
            AddSigned($"honest, message of {s_messageLengths[i]} bytes", (ulong)i, 0, 0, s_messageLengths[i]);
        }
    }

    /// <summary>Every pair of the 14 encodings of small-order points as A and R, with S = 0.</summary>
    private void AddSmallOrder()
    {
        List<byte[]> encodings = SmallOrderEncodings();
        byte[] message = Encoding.ASCII.GetBytes("small order");
        foreach (byte[] a in encodings)
        {
            foreach (byte[] r in encodings)
            {
                Add("small-order A and R", a, [.. r, .. new byte[Scalar.Bytes]], message);
            }
        }
    }

    private void AddMixedTorsion()
    {
        for (int a = 0; a < TorsionSigner.TorsionPoints; a++)
        {
            for (int r = 0; r < TorsionSigner.TorsionPoints; r++)
            {
                AddSigned($"torsion {a} in A and {r} in R", 1000 + (ulong)((8 * a) + r), a, r, 40 + a);
            }
        }
    }

    /// <summary>Valid signatures whose S gets a multiple of the group order, or its neighbours.</summary>
    private void AddScalars()
    {
        BigInteger[] addends =
            [1, -1, s_l, 2 * s_l, 4 * s_l, 8 * s_l, 15 * s_l, BigInteger.Pow(2, 252), BigInteger.Pow(2, 253)];
        for (int i = 0; i < addends.Length; i++)
        {
            (byte[] key, byte[] signature, byte[] message) = Signed(2000 + (ulong)i, 0, 0, 50);
            WriteScalar(signature, ReadScalar(signature) + addends[i]);
            Add($"S + addend {i}", key, signature, message);
        }

        // A is the identity, so R = S B is valid for every canonical S.
        byte[] identity = Bytes(1);
        BigInteger[] values = [0, 1, 2, s_l - 1, s_l, s_l + 1, BigInteger.Pow(2, 252), BigInteger.Pow(2, 256) - 1];
        foreach (BigInteger value in values)
        {
            Scalar s = Scalar.FromWideBytes([.. Bytes(value), .. new byte[Scalar.Bytes]]);
            byte[] signature = new byte[Ed25519.SignatureBytes];
            TorsionSigner.WritePoint(in s, 0, signature.AsSpan(0, EdwardsPoint.Bytes));
            WriteScalar(signature, value);
            Add("A the identity, R = S B", identity, signature, [7]);
        }
    }

    /// <summary>A or R with a y that no point has.</summary>
    private void AddUndecodable()
    {
        int added = 0;
        for (int y = 2; added < 6; y++)
        {
            byte[] none = Bytes(y);
            if (EdwardsPoint.TryDecodePermissive(none, out _))
            {
                continue;
            }

            added++;
            (byte[] key, byte[] signature, byte[] message) = Signed(3000 + (ulong)y, 0, 0, 60);
            Add("A without a point", none, signature, message);
            none.CopyTo(signature, 0);
            Add("R without a point", key, signature, message);
        }
    }

    /// <summary>Every y from p - 2 to 2^255 - 1, both signs, as A and as R: bounds of the field arithmetic.</summary>
    private void AddFieldEdges()
    {
        for (BigInteger y = s_p - 2; y < BigInteger.Pow(2, 255); y++)
        {
            foreach (byte sign in new byte[] { 0, 0x80 })
            {
                byte[] edge = Bytes(y);
                edge[31] |= sign;
                (byte[] key, byte[] signature, byte[] message) = Signed(4000, 0, 0, 20);
                Add("A at the end of the field", edge, signature, message);
                edge.CopyTo(signature, 0);
                Add("R at the end of the field", key, signature, message);
                Add("A and R at the end of the field, S = 0", edge, [.. edge, .. new byte[Scalar.Bytes]], message);
            }
        }
    }

    /// <summary>Honest signatures with one bit changed in the key, R, S or the message.</summary>
    private void AddSpoiled()
    {
        for (int i = 0; i < 64; i++)
        {
            (byte[] key, byte[] signature, byte[] message) = Signed(5000 + (ulong)i, 0, 0, 1 + (37 * i % 300));
            byte bit = (byte)(1 << (i % 8));
            int at = (i * 11) + (i / 4);
            switch (i % 4)
            {
                case 0:
                    key[at % key.Length] ^= bit;
                    break;
                case 1:
                    signature[at % Scalar.Bytes] ^= bit;
                    break;
                case 2:
                    signature[Scalar.Bytes + (at % Scalar.Bytes)] ^= bit;
                    break;
                default:
                    message[at % message.Length] ^= bit;
                    break;
            }

            Add("one bit changed", key, signature, message);
        }
    }

    private static List<byte[]> SmallOrderEncodings()
    {
        SortedSet<BigInteger> ys = [];
        byte[] encoding = new byte[EdwardsPoint.Bytes];
        Scalar zero = default;
        for (int i = 0; i < TorsionSigner.TorsionPoints; i++)
        {
            TorsionSigner.WritePoint(in zero, i, encoding);
            encoding[31] &= 0x7F;
            ys.Add(new BigInteger(encoding, isUnsigned: true));
        }

        List<byte[]> encodings = [];
        foreach (BigInteger y in ys)
        {
            for (BigInteger form = y; form < BigInteger.Pow(2, 255); form += s_p)
            {
                byte[] plain = Bytes(form);
                encodings.Add(plain);
                encodings.Add([.. plain[..31], (byte)(plain[31] | 0x80)]);
            }
        }

        return encodings;
    }

    private static (byte[] Key, byte[] Signature, byte[] Message) Signed(
        ulong number, int torsionA, int torsionR, int messageBytes)
    {
        byte[] message = new byte[messageBytes];
        for (int i = 0; i < messageBytes; i++)
        {
            message[i] = (byte)(number + ((ulong)i * 167));
        }

        byte[] key = new byte[Ed25519.PublicKeyBytes];
        byte[] signature = new byte[Ed25519.SignatureBytes];
        TorsionSigner.Sign(number, torsionA, torsionR, message, key, signature);
        return (key, signature, message);
    }

    private static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[Scalar.Bytes];
        value.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
        return bytes;
    }

    private static BigInteger ReadScalar(byte[] signature) =>
        new(signature.AsSpan(Scalar.Bytes), isUnsigned: true);

    private static void WriteScalar(byte[] signature, BigInteger value) =>
        Bytes(value).CopyTo(signature, Scalar.Bytes);

    private void AddSigned(string kind, ulong number, int torsionA, int torsionR, int messageBytes)
    {
        (byte[] key, byte[] signature, byte[] message) = Signed(number, torsionA, torsionR, messageBytes);
        Add(kind, key, signature, message);
    }

    private void Add(
        string kind, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message)
    {
        _kinds.Add(kind);
        _publicKeys.AddRange(publicKey);
        _signatures.AddRange(signature);
        _messages.AddRange(message);
        _messageEnds.Add(_messages.Count);
        _expected.Add(Ed25519.Verify(publicKey, message, signature));
    }

    private AdversarialSet Close()
    {
        PublicKeys = [.. _publicKeys];
        Signatures = [.. _signatures];
        Messages = [.. _messages];
        MessageEnds = [.. _messageEnds];
        Expected = [.. _expected];
        return this;
    }
}
