using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Differential;

/// <summary>A few thousand signatures in the flat layout of the batch, with the verdict each must get.</summary>
/// <remarks>Threads: one at a time. Cost: no allocation after the constructor.</remarks>
internal sealed class SignatureChunk
{
    /// <summary>Signatures in a chunk: the largest batch.</summary>
    public const int Count = 4096;

    // One and two blocks of SHA-512 after R and the key, and the border between them.
    private const int MaxMessageBytes = 160;

    private readonly byte[] _messages = new byte[Count * MaxMessageBytes];

    public byte[] PublicKeys { get; } = new byte[Count * Signatures.PublicKeyBytes];

    public byte[] Values { get; } = new byte[Count * Signatures.SignatureBytes];

    public int[] Ends { get; } = new int[Count];

    public SignatureKind[] Kinds { get; } = new SignatureKind[Count];

    /// <summary>The messages that are used.</summary>
    public ReadOnlySpan<byte> Messages => _messages.AsSpan(0, Ends[^1]);

    public ReadOnlySpan<byte> PublicKey(int i) =>
        PublicKeys.AsSpan(i * Signatures.PublicKeyBytes, Signatures.PublicKeyBytes);

    public ReadOnlySpan<byte> Signature(int i) =>
        Values.AsSpan(i * Signatures.SignatureBytes, Signatures.SignatureBytes);

    public ReadOnlySpan<byte> Message(int i) => _messages.AsSpan((i == 0 ? 0 : Ends[i - 1])..Ends[i]);

    /// <summary>Makes the chunk again from its number.</summary>
    public void Fill(SignatureForge forge, ulong seed, ulong number)
    {
        SplitMix random = SplitMix.For(seed, (4 * number) + 3);
        ChooseKinds(ref random);
        int start = 0;
        bool odd = false;
        for (int i = 0; i < Count; i++)
        {
            int bytes = 1 + random.Below(MaxMessageBytes);
            Span<byte> message = _messages.AsSpan(start, bytes);
            random.Fill(message);
            start += bytes;
            Ends[i] = start;
            forge.Make(
                Kinds[i],
                odd,
                ref random,
                PublicKeys.AsSpan(i * Signatures.PublicKeyBytes, Signatures.PublicKeyBytes),
                message,
                Values.AsSpan(i * Signatures.SignatureBytes, Signatures.SignatureBytes));
            odd ^= Kinds[i] == SignatureKind.Cancelling;
        }
    }

    /// <summary>
    /// Nearly half of the chunks have no bad signature, so that the equation of a batch decides; a third have one or
    /// a pair, the worst case of a batch; the others have few or many.
    /// </summary>
    private void ChooseKinds(ref SplitMix random)
    {
        int pattern = random.Below(10);
        int oddsOfBad = pattern switch { 8 => 64, 9 => 2, _ => 0 };
        for (int i = 0; i < Count; i++)
        {
            bool bad = oddsOfBad != 0 && random.Below(oddsOfBad) == 0;
            Kinds[i] = bad ? SignatureKinds.PickRefused(ref random) : SignatureKinds.PickAccepted(ref random);
        }

        if (pattern is >= 4 and < 8)
        {
            int place = random.Below(Count - 1);
            Kinds[place] = SignatureKinds.PickRefused(ref random);
            if (Kinds[place] == SignatureKind.Cancelling)
                Kinds[place + 1] = SignatureKind.Cancelling;
        }
    }
}
