using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Backends;

namespace Aether.GpuCheck;

/// <summary>Signatures made from numbers, by all processors; the same for the same arguments.</summary>
/// <remarks>Shape: as in Ed25519Batch.Verify.</remarks>
internal sealed class SignatureSet
{
    private const int MaxMessageBytes = 700;

    private readonly int[] _lengths;

    private SignatureSet(int[] lengths)
    {
        _lengths = lengths;
        Count = lengths.Length;
        PublicKeys = new byte[(long)Count * Ed25519.PublicKeyBytes];
        Signatures = new byte[(long)Count * Ed25519.SignatureBytes];
        MessageEnds = new int[Count];
        int end = 0;
        for (int i = 0; i < Count; i++)
        {
            end = checked(end + lengths[i]);
            MessageEnds[i] = end;
        }

        Messages = new byte[end];
    }

    public int Count { get; }

    public byte[] PublicKeys { get; }

    public byte[] Signatures { get; }

    public byte[] Messages { get; }

    public int[] MessageEnds { get; }

    /// <summary>Valid signatures, messages of one length; at most <paramref name="distinct"/> differ.</summary>
    public static SignatureSet Honest(int count, int messageBytes, int distinct)
    {
        int[] lengths = new int[count];
        Array.Fill(lengths, messageBytes);
        SignatureSet set = new(lengths);
        int made = Math.Min(count, distinct);
        Parallel.For(0, made, i =>
        {
            new Random(i).NextBytes(set.Message(i));
            set.Sign(i, (ulong)i, 0, 0);
        });
        for (int i = made; i < count; i++)
        {
            set.Message(i % made).CopyTo(set.Message(i));
            set.PublicKey(i % made).CopyTo(set.PublicKey(i));
            set.Signature(i % made).CopyTo(set.Signature(i));
        }

        return set;
    }

    /// <summary>
    /// Random lengths; one signature in eight gets points of small order added, one in eight a changed bit.
    /// </summary>
    public static SignatureSet WithFaults(int count, int seed)
    {
        Random random = new(seed);
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++)
        {
            lengths[i] = random.Next(MaxMessageBytes);
        }

        SignatureSet set = new(lengths);
        Parallel.For(0, count, i =>
        {
            Random own = new(unchecked((seed * 1_000_003) + i));
            own.NextBytes(set.Message(i));
            bool mixed = own.Next(8) == 0;
            set.Sign(i, ((ulong)seed << 32) + (ulong)i, mixed ? own.Next(8) : 0, mixed ? own.Next(8) : 0);
            if (own.Next(8) == 0)
            {
                set.Spoil(i, own);
            }
        });
        return set;
    }

    /// <summary>The processor's verdict on every signature, one by one.</summary>
    public bool[] VerifyEach()
    {
        bool[] valid = new bool[Count];
        Parallel.For(0, Count, i => valid[i] = Ed25519.Verify(PublicKey(i), Message(i), Signature(i)));
        return valid;
    }

    private void Sign(int index, ulong number, int torsionA, int torsionR) =>
        TorsionSigner.Sign(number, torsionA, torsionR, Message(index), PublicKey(index), Signature(index));

    private void Spoil(int index, Random random)
    {
        Span<byte> part = random.Next(4) switch
        {
            0 => PublicKey(index),
            1 when _lengths[index] > 0 => Message(index),
            _ => Signature(index),
        };
        part[random.Next(part.Length)] ^= (byte)(1 << random.Next(8));
    }

    private Span<byte> PublicKey(int index) =>
        PublicKeys.AsSpan(index * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes);

    private Span<byte> Signature(int index) =>
        Signatures.AsSpan(index * Ed25519.SignatureBytes, Ed25519.SignatureBytes);

    private Span<byte> Message(int index) =>
        Messages.AsSpan(MessageEnds[index] - _lengths[index], _lengths[index]);
}
