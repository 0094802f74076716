using System.Text.Json;
using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Batches: answered in order, each call metered and limited on its own.</summary>
internal sealed partial class JsonRpcDispatcher
{
    // Calls of one batch that wait for something at the same time.
    private const int MaxDeferredAtOnce = 64;

    private async Task<RpcResponse> HandleBatchAsync(
        JsonElement batch, RpcClient client, RpcOutput output, PassedCalls? passed, CancellationToken stop)
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
                // What waits for its verdict takes no turn from those who read.
                bool submits = _methods.Guarded is { } guarded && IsAll(batch, guarded);
                bool answered = await (submits ? _submissions : _batches).RunAsync(deadline =>
                {
                    passed?.Begin();
                    return AnswerAllAsync(batch, client, output, deadline, stop);
                }).ConfigureAwait(false);
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

    // Calls of one method alone: none that would read meanwhile.
    private static bool IsAll(JsonElement batch, RpcEntry entry)
    {
        foreach (JsonElement call in batch.EnumerateArray())
        {
            bool same = call.ValueKind == JsonValueKind.Object
                && call.TryGetProperty("method"u8, out JsonElement method)
                && method.ValueKind == JsonValueKind.String && method.ValueEquals(entry.Name);
            if (!same)
            {
                return false;
            }
        }
        return true;
    }

    private async Task<bool> AnswerAllAsync(
        JsonElement batch, RpcClient client, RpcOutput output, long deadline, CancellationToken stop)
    {
        output.Write("["u8);
        Queue<Deferred> begun = [];
        RpcCallGroup? group = null;
        foreach (JsonElement call in batch.EnumerateArray())
        {
            RpcRequest request = RpcRequest.Read(call);
            RpcEntry? entry = request.Name is { } name ? _methods.Find(name) : null;
            int most = entry?.Together is not null ? Limits.Admission.Together : MaxDeferredAtOnce;
            while (begun.Count >= most)
            {
                await AnswerDeferredAsync(begun.Dequeue(), output).ConfigureAwait(false);
            }
            // After the answers: asking for one begins its group, and nothing joins it any more. Calls begin in order.
            RpcCallGroup? joined = GroupFor(entry, group);
            if (joined != group)
            {
                group?.Begin();
            }
            group = joined;
            if (Environment.TickCount64 >= deadline)
            {
                RpcException late = RpcScope.Timeout(_batches.DeadlineMs);
                begun.Enqueue(new Deferred(entry, request, null, late, Metrics?.Begin() ?? 0));
            }
            else if (entry?.Begin is not null)
            {
                begun.Enqueue(Defer(request, client, group, stop));
            }
            else
            {
                while (begun.TryDequeue(out Deferred before))
                {
                    await AnswerDeferredAsync(before, output).ConfigureAwait(false);
                }
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

    // The group that a call joins: the last one, while nobody has asked for its answers.
    private static RpcCallGroup? GroupFor(RpcEntry? entry, RpcCallGroup? last) =>
        entry?.Together is not { } together ? null
            : last is { HasBegun: false } && last.Together == together ? last
            : new RpcCallGroup(together);

    private Deferred Defer(RpcRequest request, RpcClient client, RpcCallGroup? group, CancellationToken stop)
    {
        long begunAt = Metrics?.Begin() ?? 0;
        RpcEntry? entry = Find(request, client, out RpcException? error);
        if (error is null && entry!.Info.IsAlone)
        {
            error = new RpcException(
                RpcErrorCode.InvalidRequest, $"{entry.Info.Name} is sent alone, not in a batch");
        }
        if (error is null && group is not null)
        {
            int place = group.Add(new RpcParameters(request.List));
            return new Deferred(entry, request, null, null, begunAt) { Group = group, Place = place };
        }
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
            deferred.Entry!, deferred.Request, deferred.Begun ?? ReadAsync(deferred), output).ConfigureAwait(false);
        Metrics?.End(deferred.Entry?.Info.Name, CodeOf(error), deferred.BegunAt);
        if (error is not null && deferred.Request.HasId)
        {
            RpcAnswers.WriteError(output, deferred.Request.RawId, error);
        }
        Join(output, start);
    }

    private static async Task<Action<Utf8JsonWriter>> ReadAsync(Deferred deferred)
    {
        RpcVerdict verdict = await deferred.Group!.ReadAsync(deferred.Place).ConfigureAwait(false);
        return verdict.Write ?? throw verdict.Error!;
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
        long BegunAt)
    {
        /// <summary>The calls that are answered together with it; null for one alone.</summary>
        public RpcCallGroup? Group { get; init; }

        /// <summary>Its place among them.</summary>
        public int Place { get; init; }
    }
}
