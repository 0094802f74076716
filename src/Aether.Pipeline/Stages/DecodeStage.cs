using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.Ledger;

namespace Aether.Pipeline.Stages;

/// <summary>Turns bytes into transactions. Anything but the one canonical form is refused here.</summary>
/// <remarks>
/// <b>Ownership</b>: returns every block of the batch, decoded or not. A transaction keeps its own copy.
/// </remarks>
internal sealed class DecodeStage
{
    private static readonly DigestFunction s_sha256 = Sha256Message.HashTwo;
    private long _malformed;

    /// <summary>Inputs that were not canonical transactions.</summary>
    public long Malformed => Volatile.Read(ref _malformed);

    /// <summary>Decodes all items of the batch. Returns how many there were.</summary>
    public int TryRun(IngressBatch batch)
    {
        foreach (IngressItem item in batch.Items)
        {
            bool ok = Transaction.TryDecode(
                item.Bytes, s_sha256, out Transaction transaction, out DecodeError error);
            item.ReturnLease();
            if (ok)
            {
                item.Transaction = transaction;
                continue;
            }
            Volatile.Write(ref _malformed, _malformed + 1);
            item.Settle(SubmitResult.Of(error));
        }
        return batch.Count;
    }
}
