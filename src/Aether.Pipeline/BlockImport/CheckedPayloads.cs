using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Pipeline.BlockImport;

/// <summary>Decodes and hashes the payload of a block once for all who look at it.</summary>
/// <remarks>
/// Keeps the last few by the array that holds their bytes, which nobody writes to. <b>Threads</b>: any. Two that ask
/// for the same at once may both do the work.
/// </remarks>
internal sealed class CheckedPayloads(PayloadReader reader)
{
    // Those of one view, as a rule one or two.
    private const int Kept = 4;

    private readonly Lock _lock = new();
    private readonly (byte[]? Bytes, CheckedPayload? Payload)[] _last = new (byte[]?, CheckedPayload?)[Kept];
    private int _next;

    /// <summary>Reads a payload; null when the bytes are no canonical one.</summary>
    public CheckedPayload? Read(byte[] bytes)
    {
        lock (_lock)
        {
            foreach ((byte[]? known, CheckedPayload? payload) in _last)
            {
                if (ReferenceEquals(known, bytes))
                {
                    return payload;
                }
            }
        }
        if (!reader.TryDecode(bytes, out BlockPayload decoded))
        {
            return null;
        }
        CheckedPayload read = new(
            decoded, PayloadCommitment.PayloadRoot(decoded), PayloadCommitment.EvidenceRoot(decoded.Evidence));
        lock (_lock)
        {
            _last[_next] = (bytes, read);
            _next = (_next + 1) % Kept;
        }
        return read;
    }
}
