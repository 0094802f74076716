using System.Diagnostics.Metrics;
using Aether.Core;
using Aether.Node.Telemetry.Collecting;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class BlockDelaysTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Meter _meter = new("delays");
    private readonly MeterListener _listener = new();
    private readonly List<(string Stage, double Seconds)> _told = [];
    private readonly BlockDelays _delays;
    private long _seen;

    public BlockDelaysTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
            _told.Add(((string)tags[0].Value!, Math.Round(value, 3))));
        _listener.Start();
        _delays = new BlockDelays(_meter, _time);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Final_TellsEachStageSinceTheTimestamp()
    {
        ulong made = NowMs();
        Pass(80);
        _seen = _time.GetTimestamp();
        Pass(20);
        Tell(PipelineWork.ExecutePhase, 7);
        Pass(100);
        Tell(PipelineWork.PrevotePhase, 7);
        Pass(150);
        Tell(PipelineWork.PrecommitPhase, 7);
        Tell(PipelineWork.Finality, 7);
        Pass(500);
        _delays.Final(1, 7, made);
        Assert.Equal([("seen", 0.08), ("executed", 0.1), ("certified", 0.2), ("final", 0.35)], _told);
        _delays.Final(1, 7, made);
        Assert.Equal(4, _told.Count);
    }

    [Fact]
    public void Final_WhatWasNotSeenOrIsOfAnotherEpoch_IsNotTold()
    {
        _delays.Final(1, 7, NowMs());
        _seen = _time.GetTimestamp();
        Tell(PipelineWork.Verify, 7);
        Tell(PipelineWork.PrevotePhase, 7);
        _delays.Final(2, 7, NowMs());
        _delays.Final(1, 7 + (ulong)Limits.Telemetry.DelayViews, NowMs());
        Assert.Empty(_told);
        Pass(40);
        Tell(PipelineWork.Finality, 7);
        // A clock ahead of this one makes no negative delay.
        _delays.Final(1, 7, NowMs() + 1_000);
        Assert.Equal([("seen", 0), ("certified", 0), ("final", 0)], _told);
    }

    private ulong NowMs() => (ulong)_time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Tell(PipelineWork work, ulong view) =>
        _delays.Note(new WorkDone(work, _seen, _time.GetTimestamp(), 1, view, 0));

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
