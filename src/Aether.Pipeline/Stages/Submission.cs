using Aether.Core.Buffers;

namespace Aether.Pipeline.Stages;

/// <summary>Bytes from RPC and who waits for the answer: a caller with one transaction, or a batch.</summary>
internal readonly record struct Submission(
    BlockLease? Lease, TaskCompletionSource<SubmitResult>? Completion, SubmissionBatch? Batch);
