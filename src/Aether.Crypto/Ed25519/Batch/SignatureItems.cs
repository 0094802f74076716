namespace Aether.Crypto.Ed25519.Batch;

/// <summary>A range of (public key, message, signature) items over the flat buffers of a batch.</summary>
/// <remarks>Shape: as in <see cref="Ed25519Batch.Verify"/>; borrows all spans.</remarks>
internal readonly ref struct SignatureItems(
    ReadOnlySpan<byte> publicKeys,
    ReadOnlySpan<byte> signatures,
    ReadOnlySpan<byte> messages,
    ReadOnlySpan<int> messageEnds)
{
    private readonly ReadOnlySpan<byte> _publicKeys = publicKeys;
    private readonly ReadOnlySpan<byte> _signatures = signatures;
    private readonly ReadOnlySpan<byte> _messages = messages;
    private readonly ReadOnlySpan<int> _messageEnds = messageEnds;

    // Where the message of item 0 starts.
    private readonly int _start;

    private SignatureItems(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        int start)
        : this(publicKeys, signatures, messages, messageEnds) => _start = start;

    internal int Count => _messageEnds.Length;

    internal ReadOnlySpan<byte> PublicKeys => _publicKeys;

    internal ReadOnlySpan<byte> Signatures => _signatures;

    /// <summary>Items start to start + count of these.</summary>
    internal SignatureItems Slice(int start, int count) => new(
        _publicKeys.Slice(start * Ed25519.PublicKeyBytes, count * Ed25519.PublicKeyBytes),
        _signatures.Slice(start * Ed25519.SignatureBytes, count * Ed25519.SignatureBytes),
        _messages,
        _messageEnds.Slice(start, count),
        start == 0 ? _start : _messageEnds[start - 1]);

    /// <summary>All messages end to end and their ends in them; false where the range of any item is bad.</summary>
    internal bool TryGetMessages(Span<int> ends, out ReadOnlySpan<byte> messages)
    {
        messages = default;
        int previous = _start;
        for (int i = 0; i < _messageEnds.Length; i++)
        {
            int end = _messageEnds[i];
            if (previous < 0 || end < previous || end > _messages.Length)
            {
                return false;
            }

            ends[i] = end - _start;
            previous = end;
        }

        messages = _messages[_start..previous];
        return true;
    }

    internal ReadOnlySpan<byte> PublicKey(int index) =>
        _publicKeys.Slice(index * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes);

    internal ReadOnlySpan<byte> Signature(int index) =>
        _signatures.Slice(index * Ed25519.SignatureBytes, Ed25519.SignatureBytes);

    /// <summary>The message of an item; false where its range leaves the buffer or ends before it starts.</summary>
    internal bool TryGetMessage(int index, out ReadOnlySpan<byte> message)
    {
        message = default;
        int start = index == 0 ? _start : _messageEnds[index - 1];
        int end = _messageEnds[index];
        if (start < 0 || end < start || end > _messages.Length)
        {
            return false;
        }

        message = _messages[start..end];
        return true;
    }
}
