using Aether.Pipeline;

namespace Aether.PipelineBench.Load;

/// <summary>One batch of a client: what it holds, so that what was refused can be sent again.</summary>
internal sealed class ClientSlot(int count, int bytes)
{
    public SubmissionBatch Batch { get; } = new(count, bytes);

    /// <summary>Account and round of each transfer in the batch.</summary>
    public List<(int Account, int Round)> Transfers { get; } = [];

    /// <summary>The node holds the batch, or its answer was not read yet.</summary>
    public bool IsOut { get; set; }
}
