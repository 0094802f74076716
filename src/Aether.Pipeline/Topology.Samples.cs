using Aether.Core;
using Aether.Network.Transport;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline;

/// <content>What the stages, links and threads of the topology do at a moment.</content>
public sealed partial class Topology
{
    private IEnumerable<IStageLoop> Loops =>
        [IngressLoop, Vote, ExecuteLoop, Sync, Sequence, .. Optional(Judge), .. Optional(PropagationLoop)];

    internal IReadOnlyList<ThreadSample> ReadThreads() => [.. Loops.Select(loop => loop.Meter.Read())];

    internal IReadOnlyList<LinkSample> ReadLinks()
    {
        List<LinkSample> links =
        [
            Ingress.Submissions,
            ReadChannel("transactions channel", TransportChannel.Transactions, Limits.Network.MaxTransactionMessages),
            ReadChannel("consensus channel", TransportChannel.Consensus, Limits.Network.MaxConsensusMessages),
            new("request", _requests.Count, _requests.Capacity, _requests.HighWater),
            new("answer", _answers.Count, _answers.Capacity, _answers.HighWater),
            new("sequence", _sequence.Count, _sequence.Capacity, _sequence.HighWater),
        ];
        if (_shreds is { } shreds)
        {
            links.Add(shreds.Assembled);
        }
        return links;
    }

    internal IReadOnlyList<DropSample> ReadDrops()
    {
        List<DropSample> drops = [];
        Ingress.Drops.AddTo(drops, "IngressStage");
        drops.Add(new DropSample("DecodeStage", "malformed", IngressLoop.Decode.Malformed));
        drops.Add(new DropSample("DedupStage", "duplicate", IngressLoop.Dedup.Duplicates));
        IngressLoop.Screen.Drops.AddTo(drops, "ScreenStage");
        drops.Add(new DropSample("VerifyStage", "bad_signature", IngressLoop.Verify.Bad));
        IngressLoop.Admit.Drops.AddTo(drops, "AdmitStage");
        drops.Add(new DropSample("VoteStage", "malformed", Volatile.Read(ref Vote.Metrics.Malformed)));
        drops.Add(new DropSample("ExecuteStage", "invalid", Execute.Invalid));
        if (ExecuteLoop.Propose.Recorder is { } recorder)
        {
            drops.Add(new DropSample("SequenceStage", "ring_full", recorder.Lost));
        }
        if (Judge is { } judge)
        {
            drops.Add(new DropSample("GossipStage", "rejected", judge.Rejected));
        }
        if (PropagationLoop?.Counters is { } shreds)
        {
            drops.Add(new DropSample("PropagationLoop", "shred_unused", shreds.ShredsUnused));
            drops.Add(new DropSample("PropagationLoop", "shred_bad", shreds.ShredsBad));
        }
        return drops;
    }

    private static IEnumerable<IStageLoop> Optional(IStageLoop? loop) => loop is null ? [] : [loop];

    private LinkSample ReadChannel(string name, TransportChannel channel, int capacity)
    {
        TransportCounters counters = _transport.ReadCounters(channel);
        return new LinkSample(name, counters.Waiting, capacity, counters.HighWater);
    }
}
