using System.Buffers.Binary;
using Aether.Crypto.Ed25519;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Differential;

/// <summary>Makes one signature of a given kind from pools of keys and nonces.</summary>
internal sealed class SignatureForge
{
    private const int Keys = 64;
    private const int Nonces = 1024;

    // 14 L + s stays below 2^256.
    private const int MaxOrderMultiple = 14;

    // The group order in 64-bit words, least first.
    private static readonly ulong[] s_order = [0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000];

    private static readonly Scalar s_one = Scalar.FromShortBytes([1]);

    private readonly ScalarPool _keys;
    private readonly ScalarPool _nonces;

    /// <summary>Draws new pools; equal arguments give equal signatures.</summary>
    public SignatureForge(ulong seed, ulong epoch)
    {
        _keys = new ScalarPool(Keys, SplitMix.For(seed, (4 * epoch) + 1));
        _nonces = new ScalarPool(Nonces, SplitMix.For(seed, (4 * epoch) + 2));
    }

    /// <summary>Writes key and signature for <paramref name="message"/>, which a kind may damage afterwards.</summary>
    /// <param name="kind">What to make.</param>
    /// <param name="odd">For <see cref="SignatureKind.Cancelling"/>: whether S is too small rather than too
    /// large.</param>
    /// <param name="random">The stream of choices.</param>
    /// <param name="key">32 bytes, written.</param>
    /// <param name="message">The message, not empty.</param>
    /// <param name="signature">64 bytes, written.</param>
    public void Make(
        SignatureKind kind, bool odd, ref SplitMix random, Span<byte> key, Span<byte> message, Span<byte> signature)
    {
        Draft draft = new(random.Below(Keys), random.Below(Nonces), random.Below(7) + 1, random.Below(7) + 1);
        WritePoints(kind, in draft, ref random, key, signature[..32]);
        Scalar challenge = Signatures.Challenge(key, message, signature);
        Scalar secret = _keys.Value(draft.Key);
        Scalar nonce = _nonces.Value(draft.Nonce);
        Scalar zero = default;
        Scalar s = kind switch
        {
            SignatureKind.SmallOrderKey => nonce,
            SignatureKind.SmallOrderNonce => Scalar.MultiplyAdd(in challenge, in secret, in zero),
            SignatureKind.SmallOrderBoth => zero,
            _ => Scalar.MultiplyAdd(in challenge, in secret, in nonce),
        };
        if (kind == SignatureKind.Cancelling)
        {
            Scalar difference = odd ? Scalar.Negate(in s_one) : s_one;
            s = Scalar.MultiplyAdd(in difference, in s_one, in s);
        }

        s.CopyTo(signature[32..]);
        Damage(kind, in draft, ref random, key, message, signature);
    }

    private void WritePoints(
        SignatureKind kind, in Draft draft, ref SplitMix random, Span<byte> key, Span<byte> nonce)
    {
        bool torsionKey = kind is SignatureKind.TorsionKey or SignatureKind.TorsionBoth;
        bool torsionNonce = kind is SignatureKind.TorsionNonce or SignatureKind.TorsionBoth;
        _keys.Encoding(draft.Key, torsionKey ? draft.KeyTorsion : 0).CopyTo(key);
        _nonces.Encoding(draft.Nonce, torsionNonce ? draft.NonceTorsion : 0).CopyTo(nonce);
        byte[][] small = OddPoints.SmallOrderEncodings;
        if (kind is SignatureKind.SmallOrderKey or SignatureKind.SmallOrderBoth)
            small[random.Below(small.Length)].CopyTo(key);
        if (kind is SignatureKind.SmallOrderNonce or SignatureKind.SmallOrderBoth)
            small[random.Below(small.Length)].CopyTo(nonce);
        if (kind == SignatureKind.NonCanonical)
        {
            byte[][] high = OddPoints.NonCanonicalEncodings;
            high[random.Below(high.Length)].CopyTo((random.Next() & 1) == 0 ? key : nonce);
        }

        if (kind == SignatureKind.Undecodable)
            WriteUndecodable(ref random, (random.Next() & 1) == 0 ? key : nonce);
    }

    private void Damage(
        SignatureKind kind,
        in Draft draft,
        ref SplitMix random,
        Span<byte> key,
        Span<byte> message,
        Span<byte> signature)
    {
        switch (kind)
        {
            case SignatureKind.FlippedNonce: Flip(signature[..32], ref random); break;
            case SignatureKind.FlippedScalar: Flip(signature[32..], ref random); break;
            case SignatureKind.FlippedKey: Flip(key, ref random); break;
            case SignatureKind.FlippedMessage: Flip(message, ref random); break;
            case SignatureKind.LargeScalar: AddOrder(signature[32..], 1 + random.Below(MaxOrderMultiple)); break;
            case SignatureKind.EdgeScalar: WriteEdge(signature[32..], ref random); break;
            case SignatureKind.OtherKey: _keys.Encoding((draft.Key + 1) % Keys, 0).CopyTo(key); break;
            default: break;
        }
    }

    private static void Flip(Span<byte> bytes, ref SplitMix random)
    {
        int bit = random.Below(8 * bytes.Length);
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
    }

    private static void AddOrder(Span<byte> scalar, int times)
    {
        for (int time = 0; time < times; time++)
        {
            UInt128 carry = 0;
            for (int word = 0; word < s_order.Length; word++)
            {
                Span<byte> place = scalar.Slice(word * sizeof(ulong), sizeof(ulong));
                carry += (UInt128)BinaryPrimitives.ReadUInt64LittleEndian(place) + s_order[word];
                BinaryPrimitives.WriteUInt64LittleEndian(place, (ulong)carry);
                carry >>= 64;
            }
        }
    }

    private static void WriteEdge(Span<byte> scalar, ref SplitMix random)
    {
        scalar.Clear();
        int choice = random.Below(4);
        if (choice == 3)
        {
            scalar.Fill(byte.MaxValue);
            return;
        }

        // L, L + 1, L + 2.
        scalar[0] = (byte)choice;
        AddOrder(scalar, 1);
    }

    private static void WriteUndecodable(ref SplitMix random, Span<byte> encoding)
    {
        do
            random.Fill(encoding);
        while (EdwardsPoint.TryDecodePermissive(encoding, out _));
    }

    /// <summary>The choices of one signature: indices into the pools, and the points of small order to add.</summary>
    private readonly record struct Draft(int Key, int Nonce, int KeyTorsion, int NonceTorsion);
}
