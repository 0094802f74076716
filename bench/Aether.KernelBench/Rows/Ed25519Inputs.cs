using Aether.Native;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Rows;

/// <summary>Valid signatures by distinct keys over messages of one length, in the flat layout of the batch.</summary>
internal sealed class Ed25519Inputs
{
    /// <summary>Bytes of a message: a transfer with its envelope.</summary>
    public const int MessageBytes = 200;

    private const int ExpandedKeyBytes = 64;

    private readonly byte[] _expandedKeys;

    /// <summary>Signs <paramref name="count"/> messages; equal arguments give equal bytes.</summary>
    public Ed25519Inputs(int count, int seed)
    {
        Count = count;
        Seeds = new byte[count * Signatures.SeedBytes];
        PublicKeys = new byte[count * Signatures.PublicKeyBytes];
        Values = new byte[count * Signatures.SignatureBytes];
        Messages = new byte[count * MessageBytes];
        Ends = new int[count];
        Valid = new bool[count];
        _expandedKeys = new byte[count * ExpandedKeyBytes];
        Random random = new(seed);
        random.NextBytes(Seeds);
        random.NextBytes(Messages);
        for (int i = 0; i < count; i++)
        {
            Ends[i] = (i + 1) * MessageBytes;
            Sodium.Ed25519KeyPair(Seed(i), PublicKey(i), ExpandedKey(i));
            Sodium.Ed25519Sign(Signature(i), Message(i), ExpandedKey(i));
        }
    }

    public int Count { get; }

    public byte[] Seeds { get; }

    public byte[] PublicKeys { get; }

    public byte[] Values { get; }

    public byte[] Messages { get; }

    public int[] Ends { get; }

    /// <summary>Room for the verdicts.</summary>
    public bool[] Valid { get; }

    public Span<byte> Seed(int i) => Seeds.AsSpan(i * Signatures.SeedBytes, Signatures.SeedBytes);

    public Span<byte> PublicKey(int i) => PublicKeys.AsSpan(i * Signatures.PublicKeyBytes, Signatures.PublicKeyBytes);

    public Span<byte> Signature(int i) => Values.AsSpan(i * Signatures.SignatureBytes, Signatures.SignatureBytes);

    public Span<byte> Message(int i) => Messages.AsSpan(i * MessageBytes, MessageBytes);

    /// <summary>libsodium's form of the secret key: seed, then public key.</summary>
    public Span<byte> ExpandedKey(int i) => _expandedKeys.AsSpan(i * ExpandedKeyBytes, ExpandedKeyBytes);
}
