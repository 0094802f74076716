using Aether.Consensus.SlashingProtection;

namespace Aether.Node.Signing;

/// <summary>Signs nothing that binds until two blocks of a time are final; see <see cref="Abstention"/>.</summary>
/// <remarks><b>Ownership</b>: the signer inside stays the caller's. <b>Threads</b>: any.</remarks>
/// <param name="inner">Signs afterwards.</param>
/// <param name="fromMs">The time, milliseconds since the Unix epoch.</param>
/// <param name="ended">Told once, by whoever told of the second block.</param>
internal sealed class AbstainingSigner(IValidatorSigner inner, ulong fromMs, Action ended) : IValidatorSigner
{
    private const int BlocksNeeded = 2;

    private int _blocks;

    /// <summary>A block is final here.</summary>
    public void NoteFinal(ulong timestampMs)
    {
        if (timestampMs >= fromMs && Interlocked.Increment(ref _blocks) == BlocksNeeded)
        {
            ended();
        }
    }

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        // A draw of the lottery binds nobody.
        if (Volatile.Read(ref _blocks) >= BlocksNeeded || request is VrfSignRequest)
        {
            return inner.TrySign(request, out signature, out reason);
        }
        signature = [];
        reason = "what these keys signed before is not known here";
        return false;
    }
}
