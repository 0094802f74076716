using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.Node.Telemetry;

/// <summary>A signer that counts what it is asked for and how long it takes.</summary>
/// <remarks><b>Ownership</b>: the signer below stays its owner's. <b>Threads</b>: as the signer below.</remarks>
internal sealed class MeteredSigner(IValidatorSigner signer, Meter meter) : IValidatorSigner
{
    private readonly Counter<long> _requests = Instruments.Counter(meter, ConsensusMetrics.SignerRequests);
    private readonly Counter<long> _votes = Instruments.Counter(meter, ConsensusMetrics.Votes);
    private readonly Histogram<double> _seconds = Instruments.Histogram(meter, ConsensusMetrics.SignerDuration);

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        long start = Stopwatch.GetTimestamp();
        bool signed = signer.TrySign(request, out signature, out reason);
        _seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        KeyValuePair<string, object?> result = new("result", signed ? "signed" : "refused");
        _requests.Add(1, new KeyValuePair<string, object?>("kind", KindOf(request)), result);
        if (request is VoteSignRequest vote)
        {
            string phase = vote.Kind == VoteKind.Prevote ? "prevote" : "precommit";
            _votes.Add(1, new KeyValuePair<string, object?>("phase", phase), result);
        }
        return signed;
    }

    private static string KindOf(SignRequest request) => request switch
    {
        VoteSignRequest => "vote",
        TimeoutSignRequest => "timeout",
        HeaderSignRequest => "header",
        VrfSignRequest => "vrf",
        _ => "other",
    };
}
