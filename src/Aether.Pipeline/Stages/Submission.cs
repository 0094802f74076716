using Aether.Core.Buffers;

namespace Aether.Pipeline.Stages;

/// <summary>Bytes from RPC and the answer its caller waits for.</summary>
internal readonly record struct Submission(BlockLease Lease, TaskCompletionSource<SubmitResult> Completion);
