using System.Text.Json;
using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Batches: answered in order, each call metered and limited on its own.</summary>
internal sealed partial class JsonRpcDispatcher
{
    // Submissions of one batch wait for their verdicts together, fewer than the node's queue holds.
    private const int MaxDeferredAtOnce = 64;

    private async Task<RpcResponse> HandleBatchAsync(
        JsonElement batch, RpcClient client, RpcOutput output, CancellationToken stop)
    {
        int count = batch.GetArrayLength();
        RpcException? refused = count switch
        {
            0 => new RpcException(RpcErrorCode.InvalidRequest, "a batch holds at least one request"),
            > Limits.Rpc.MaxBatch => new RpcException(
                RpcErrorCode.LimitExceeded,
                $"a batch holds at most {Limits.Rpc.MaxBatch} requests",
                ("limit", (long)Limits.Rpc.MaxBatch),
                ("requested", (long)count)),
            _ => null,
        };
        if (refused is null)
        {
            try
            {
                bool answered = await _batches.RunAsync(
                    deadline => AnswerAllAsync(batch, client, output, deadline, stop)).ConfigureAwait(false);
                return Finish(output, answered, 0);
            }
            catch (RpcException error)
            {
                refused = error;
            }
        }
        output.Truncate(0);
        RpcAnswers.WriteError(output, default, refused);
        return Finish(output, true, refused.RetryAfterMs);
    }

    private async Task<bool> AnswerAllAsync(
        JsonElement batch, RpcClient client, RpcOutput output, long deadline, CancellationToken stop)
    {
        output.Write("["u8);
        Queue<Deferred> begun = [];
        foreach (JsonElement call in batch.EnumerateArray())
        {
            RpcRequest request = RpcRequest.Read(call);
            bool waits = request.Name is { } name && _methods.Find(name)?.Begin is not null;
            while (begun.Count > (waits ? MaxDeferredAtOnce - 1 : 0))
            {
                await AnswerDeferredAsync(begun.Dequeue(), output).ConfigureAwait(false);
            }
            if (Environment.TickCount64 >= deadline)
            {
                RpcException late = RpcScope.Timeout(_batches.DeadlineMs);
                Metrics?.End(_methods.Find(request.Name ?? "")?.Info.Name, CodeOf(late), Metrics.Begin());
                Answer(output, request, late);
            }
            else if (waits)
            {
                begun.Enqueue(Defer(request, client, stop));
            }
            else
            {
                int start = Separate(output);
                await HandleOneAsync(request, client, output, stop).ConfigureAwait(false);
                Join(output, start);
            }
        }
        while (begun.TryDequeue(out Deferred next))
        {
            await AnswerDeferredAsync(next, output).ConfigureAwait(false);
        }
        output.Write("]"u8);
        return output.Length > 2;
    }

    private Deferred Defer(RpcRequest request, RpcClient client, CancellationToken stop)
    {
        long begunAt = Metrics?.Begin() ?? 0;
        RpcEntry? entry = Find(request, client, out RpcException? error);
        Task<Action<Utf8JsonWriter>>? task = null;
        if (error is null)
        {
            (task, error) = Begin(entry!, request, stop);
        }
        return new Deferred(entry, request, task, error, begunAt);
    }

    private async Task AnswerDeferredAsync(Deferred deferred, RpcOutput output)
    {
        int start = Separate(output);
        RpcException? error = deferred.Error ?? await FinishDeferredAsync(
            deferred.Entry!, deferred.Request, deferred.Begun!, output).ConfigureAwait(false);
        Metrics?.End(deferred.Entry?.Info.Name, CodeOf(error), deferred.BegunAt);
        if (error is not null && deferred.Request.HasId)
        {
            RpcAnswers.WriteError(output, deferred.Request.RawId, error);
        }
        Join(output, start);
    }

    private static void Answer(RpcOutput output, in RpcRequest request, RpcException error)
    {
        int start = Separate(output);
        if (request.HasId)
        {
            RpcAnswers.WriteError(output, request.RawId, error);
        }
        Join(output, start);
    }

    // A comma before every answer but the first, taken back when there was none.
    private static int Separate(RpcOutput output)
    {
        if (output.Length > 1)
        {
            output.Write(","u8);
        }
        return output.Length;
    }

    private static void Join(RpcOutput output, int start)
    {
        if (output.Length == start)
        {
            output.Truncate(Math.Max(1, start - 1));
        }
    }

    private readonly record struct Deferred(
        RpcEntry? Entry,
        RpcRequest Request,
        Task<Action<Utf8JsonWriter>>? Begun,
        RpcException? Error,
        long BegunAt);
}
