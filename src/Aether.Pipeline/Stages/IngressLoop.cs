using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>The ingress thread: ingress, decode, dedup, screen, verify, admit over one batch at a time.</summary>
internal sealed class IngressLoop : IStageLoop
{
    private const int IngressCell = 0;
    private const int DecodeCell = 1;
    private const int DedupCell = 2;
    private const int ScreenCell = 3;
    private const int VerifyCell = 4;
    private const int AdmitCell = 5;

    private readonly IngressBatch _batch = new();

    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new(
        "ingress", ["IngressStage", "DecodeStage", "DedupStage", "ScreenStage", "VerifyStage", "AdmitStage"]);

    /// <summary>Takes the times of batches.</summary>
    public WorkWatch Watch { get; init; } = WorkWatch.None;

    /// <summary>First stage.</summary>
    public required IngressStage Ingress { get; init; }

    /// <summary>Second stage.</summary>
    public required DecodeStage Decode { get; init; }

    /// <summary>Third stage.</summary>
    public required DedupStage Dedup { get; init; }

    /// <summary>Fourth stage.</summary>
    public required ScreenStage Screen { get; init; }

    /// <summary>Fifth stage.</summary>
    public required VerifyStage Verify { get; init; }

    /// <summary>Last stage.</summary>
    public required AdmitStage Admit { get; init; }

    /// <inheritdoc/>
    public bool TryRun()
    {
        Meter.Enter(IngressCell);
        if (!Ingress.TryRun(_batch))
        {
            return false;
        }
        Meter.Count(IngressCell, _batch.Count);
        Meter.Enter(DecodeCell);
        Meter.Count(DecodeCell, Decode.TryRun(_batch));
        Meter.Enter(DedupCell);
        Meter.Count(DedupCell, Dedup.TryRun(_batch));
        Meter.Enter(ScreenCell);
        Meter.Count(ScreenCell, Screen.TryRun(_batch));
        Meter.Enter(VerifyCell);
        long start = Watch.Now();
        int verified = Verify.TryRun(_batch);
        Watch.Done(PipelineWork.Verify, verified == 0 ? 0 : start, verified);
        Meter.Count(VerifyCell, verified);
        Meter.Enter(AdmitCell);
        Meter.Count(AdmitCell, Admit.TryRun(_batch));
        _batch.Clear();
        return true;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;
}
