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

    internal ReadOnlySpan<byte> PublicKey(int index) =>
        _publicKeys.Slice(index * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes);

    internal ReadOnlySpan<byte> Signature(int index) =>
        _signatures.Slice(index * Ed25519.SignatureBytes, Ed25519.SignatureBytes);

    /// <summary>The message of an item; false where its range leaves the buffer or ends before it starts.</summary>
    internal bool TryGetMessage(int index, out ReadOnlySpan<byte> message)
    {
        message = default;
        int start = index == 0 ? 0 : _messageEnds[index - 1];
        int end = _messageEnds[index];
        if (start < 0 || end < start || end > _messages.Length)
        {
            return false;
        }

        message = _messages[start..end];
        return true;
    }
}
