using Aether.Crypto.Ed25519.Batch;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

/// <summary>Lays items out as the flat buffers of a batch.</summary>
internal sealed class BatchBuffers
{
    private readonly byte[] _keys;
    private readonly byte[] _signatures;
    private readonly byte[] _messages;
    private readonly int[] _ends;

    internal BatchBuffers(IReadOnlyList<SignedMessage> items)
    {
        _keys = [.. items.SelectMany(item => item.PublicKey)];
        _signatures = [.. items.SelectMany(item => item.Signature)];
        _messages = [.. items.SelectMany(item => item.Message)];
        _ends = new int[items.Count];
        int end = 0;
        for (int i = 0; i < items.Count; i++)
        {
            end += items[i].Message.Length;
            _ends[i] = end;
        }
    }

    internal int[] Ends => _ends;

    internal bool[] Verify()
    {
        bool[] valid = new bool[_ends.Length];
        Array.Fill(valid, true);
        Verify(valid);
        return valid;
    }

    internal void Verify(Span<bool> valid) =>
        Ed25519Batch.Verify(_keys, _signatures, _messages, _ends, valid);
}
