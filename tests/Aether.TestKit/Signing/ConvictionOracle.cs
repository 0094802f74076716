using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Signing;

/// <summary>Remembers all that one key signed and says which pair convicts it. Slow and obvious.</summary>
/// <param name="capacity">How many of the latest signatures it compares with.</param>
public sealed class ConvictionOracle(int capacity = int.MaxValue)
{
    private readonly Queue<SignRequest> _signed = [];

    /// <summary>How many signatures it heard of.</summary>
    public int Count => _signed.Count;

    /// <summary>Notes a signature; the pair that convicts, or null.</summary>
    public string? Signed(SignRequest request)
    {
        foreach (SignRequest earlier in _signed)
        {
            if (Conflict(earlier, request) || Conflict(request, earlier))
            {
                return $"{earlier} and {request}";
            }
        }
        _signed.Enqueue(request);
        if (_signed.Count > capacity)
        {
            _signed.Dequeue();
        }
        return null;
    }

    private static bool Conflict(SignRequest one, SignRequest two) => (one, two) switch
    {
        (HeaderSignRequest a, HeaderSignRequest b) =>
            a.Header.Epoch == b.Header.Epoch && a.Header.View == b.Header.View && a.Header.Hash != b.Header.Hash,
        (VoteSignRequest a, VoteSignRequest b) =>
            a.Kind == b.Kind && a.Epoch == b.Epoch && a.View == b.View && a.BlockHash != b.BlockHash,
        (VoteSignRequest a, TimeoutSignRequest b) => a.Epoch == b.Epoch && b.View >= a.View && b.HighView < LockOf(a),
        _ => false,
    };

    private static ulong LockOf(VoteSignRequest vote) =>
        vote.Kind == VoteKind.Precommit ? vote.View : vote.Header!.Justify.View;
}
