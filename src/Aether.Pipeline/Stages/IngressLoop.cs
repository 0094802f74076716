using Aether.Core;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>The ingress thread: ingress, decode, dedup, screen, verify, admit over one batch at a time.</summary>
/// <remarks>
/// While the execution thread takes a final block out of the mempool, batches are verified and wait: admission is tried
/// again after the next one, and waits for the mempool itself only when nothing else is to be done.
/// </remarks>
internal sealed class IngressLoop : IStageLoop
{
    private const int IngressCell = 0;
    private const int DecodeCell = 1;
    private const int DedupCell = 2;
    private const int ScreenCell = 3;
    private const int VerifyCell = 4;
    private const int AdmitCell = 5;

    // In a ring: those that are verified, the oldest first, and at least one that is free.
    private readonly IngressBatch[] _batches = new IngressBatch[Limits.Pipeline.VerifiedBatches];
    private int _oldest;
    private int _verified;

    /// <summary>Creates the batches.</summary>
    public IngressLoop()
    {
        for (int index = 0; index < _batches.Length; index++)
        {
            _batches[index] = new IngressBatch();
        }
    }

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
        IngressBatch batch = _batches[(_oldest + _verified) % _batches.Length];
        Meter.Enter(IngressCell);
        bool any = Ingress.TryRun(batch);
        if (any)
        {
            RunStages(batch);
            _verified++;
        }
        else if (_verified == 0)
        {
            return false;
        }
        AdmitVerified(waits: !any || _verified == _batches.Length);
        return true;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;

    /// <summary>Answers whoever waits for a transaction in here. After the thread has ended.</summary>
    public void Close()
    {
        foreach (IngressBatch batch in _batches)
        {
            batch.Refuse(SubmitRefusal.Stopping);
        }
        _verified = 0;
    }

    private void RunStages(IngressBatch batch)
    {
        Meter.Count(IngressCell, batch.Count);
        Meter.Enter(DecodeCell);
        Meter.Count(DecodeCell, Decode.TryRun(batch));
        Meter.Enter(DedupCell);
        Meter.Count(DedupCell, Dedup.TryRun(batch));
        Meter.Enter(ScreenCell);
        Meter.Count(ScreenCell, Screen.TryRun(batch));
        Meter.Enter(VerifyCell);
        long start = Watch.Now();
        int verified = Verify.TryRun(batch);
        Watch.Done(PipelineWork.Verify, verified == 0 ? 0 : start, verified);
        Meter.Count(VerifyCell, verified);
    }

    private void AdmitVerified(bool waits)
    {
        Meter.Enter(AdmitCell);
        while (_verified > 0 && Admit.TryRun(_batches[_oldest], waits, out int admitted))
        {
            Meter.Count(AdmitCell, admitted);
            _batches[_oldest].Clear();
            _oldest = (_oldest + 1) % _batches.Length;
            _verified--;
        }
    }
}
