using System.Diagnostics.Metrics;
using Aether.Node.Telemetry.Catalogue;
using Aether.Node.Telemetry.Collecting;
using Aether.Node.Telemetry.Tracing;
using Aether.Pipeline.Status;

namespace Aether.Node.Telemetry;

/// <summary>Takes the times that the pipeline tells into histograms and, when somebody listens, into spans.</summary>
internal sealed class NodeProbe : IPipelineProbe
{
    private static readonly KeyValuePair<string, object?> s_executePhase = new("phase", "execute");
    private static readonly KeyValuePair<string, object?> s_prevotePhase = new("phase", "prevote");
    private static readonly KeyValuePair<string, object?> s_precommitPhase = new("phase", "precommit");

    private readonly TimeProvider _time;
    private readonly SlotTraces _traces;
    private readonly BlockDelays _delays;
    private readonly Histogram<double> _verify;
    private readonly Histogram<double> _verifyBatch;
    private readonly Histogram<double> _build;
    private readonly Histogram<double> _execute;
    private readonly Histogram<double> _root;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _phase;
    private readonly Histogram<double> _finality;

    /// <summary>Makes the histograms.</summary>
    /// <param name="meter">The node's.</param>
    /// <param name="time">The pipeline's clock.</param>
    /// <param name="traces">Makes spans.</param>
    /// <param name="delays">Told of the steps of blocks.</param>
    public NodeProbe(Meter meter, TimeProvider time, SlotTraces traces, BlockDelays delays)
    {
        _time = time;
        _delays = delays;
        _traces = traces;
        _verify = Instruments.Histogram(meter, TransactionMetrics.VerifyDuration);
        _verifyBatch = Instruments.Histogram(meter, TransactionMetrics.VerifyBatch);
        _build = Instruments.Histogram(meter, TransactionMetrics.BuildBlock);
        _execute = Instruments.Histogram(meter, TransactionMetrics.ExecuteBlock);
        _root = Instruments.Histogram(meter, StateMetrics.Root);
        _commit = Instruments.Histogram(meter, StateMetrics.Commit);
        _phase = Instruments.Histogram(meter, ConsensusMetrics.PhaseDuration);
        _finality = Instruments.Histogram(meter, ConsensusMetrics.FinalityLatency);
    }

    /// <inheritdoc/>
    public void OnDone(in WorkDone done)
    {
        double seconds = _time.GetElapsedTime(done.Start, done.End).TotalSeconds;
        switch (done.Work)
        {
            case PipelineWork.Verify:
                _verify.Record(seconds);
                _verifyBatch.Record(done.Count);
                return;
            case PipelineWork.Propose:
                _build.Record(seconds);
                break;
            case PipelineWork.Execute:
                _execute.Record(seconds);
                break;
            case PipelineWork.StateRoot:
                _root.Record(seconds);
                break;
            case PipelineWork.Commit:
                _commit.Record(seconds);
                break;
            case PipelineWork.ExecutePhase:
                _phase.Record(seconds, s_executePhase);
                break;
            case PipelineWork.PrevotePhase:
                _phase.Record(seconds, s_prevotePhase);
                break;
            case PipelineWork.PrecommitPhase:
                _phase.Record(seconds, s_precommitPhase);
                break;
            default:
                _finality.Record(seconds);
                break;
        }
        _delays.Note(done);
        _traces.Add(done);
    }
}
