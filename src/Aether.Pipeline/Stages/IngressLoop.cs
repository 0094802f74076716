using Aether.Pipeline.Runtime;

namespace Aether.Pipeline.Stages;

/// <summary>The ingress thread: ingress, decode, dedup, screen, verify, admit over one batch at a time.</summary>
internal sealed class IngressLoop : IStageLoop
{
    private readonly IngressBatch _batch = new();

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
        if (!Ingress.TryRun(_batch))
        {
            return false;
        }
        Decode.TryRun(_batch);
        Dedup.TryRun(_batch);
        Screen.TryRun(_batch);
        Verify.TryRun(_batch);
        Admit.TryRun(_batch);
        _batch.Clear();
        return true;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;
}
