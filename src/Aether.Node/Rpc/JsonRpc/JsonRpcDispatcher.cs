using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aether.Core;
using Aether.Node.Telemetry;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// JSON-RPC 2.0 over bytes: one request or a batch in, one response or none out. Knows nothing of HTTP.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any number at once; methods must be thread-safe. <b>Errors</b>: no input throws.
/// <b>Cost</b>: a light call of the ordinary form is answered on the caller's thread without an allocation of its own;
/// heavy calls and batches take turns on <see cref="RpcWorkers"/>.
/// </remarks>
internal sealed partial class JsonRpcDispatcher : IDisposable
{
    private static readonly JsonDocumentOptions s_strict = new()
    {
        MaxDepth = Limits.Rpc.MaxDepth,
        AllowDuplicateProperties = false,
    };

    // The list of parameters is one level down in its request.
    private static readonly JsonDocumentOptions s_strictList = new()
    {
        MaxDepth = Limits.Rpc.MaxDepth - 1,
        AllowDuplicateProperties = false,
    };

    private readonly RpcRegistry _methods;
    private readonly Action<string, Exception> _logFailure;
    private readonly Func<FoundBlock>? _head;
    private readonly RpcWorkers _heavy;
    private readonly RpcWorkers _batches;
    private readonly RpcWorkers _submissions;

    /// <summary>Serves the given methods.</summary>
    /// <param name="methods">What can be asked.</param>
    /// <param name="logFailure">Gets what a method threw beside RpcException.</param>
    /// <param name="head">The executed head, for the options of reads; null where nothing is read.</param>
    /// <param name="heavy">Runs heavy calls; this object disposes of it. Null for one that suits the machine.</param>
    public JsonRpcDispatcher(
        RpcRegistry methods,
        Action<string, Exception> logFailure,
        Func<FoundBlock>? head = null,
        RpcWorkers? heavy = null)
    {
        _methods = methods;
        _logFailure = logFailure;
        _head = head;
        _heavy = heavy ?? RpcWorkers.ForThisMachine();
        _batches = new RpcWorkers(
            Math.Max(4, 2 * Environment.ProcessorCount), Limits.Rpc.MaxWaitingCalls, _heavy.DeadlineMs);
        _submissions = new RpcWorkers(
            Limits.Admission.BatchesAtOnce, Limits.Rpc.MaxWaitingCalls, _heavy.DeadlineMs);
    }

    /// <summary>Counts requests; null for nobody.</summary>
    public RpcMetrics? Metrics { get; init; }

    /// <summary>Begins the span of a request, given its method and the caller's place in a trace; null for none.
    /// </summary>
    public Func<string, string?, Activity?>? Spans { get; init; }

    /// <summary>What can be asked.</summary>
    public RpcRegistry Methods => _methods;

    /// <summary>Answers a body that is one light call of the ordinary form, at once.</summary>
    /// <param name="body">Borrowed for the call.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="output">Receives the answer; empty for a notification.</param>
    /// <param name="retryAfterMs">Above 0 when the client's budget is used up.</param>
    /// <param name="passed">What was let pass, for <see cref="HandleAsync"/>; null for nothing that counts.</param>
    /// <param name="traceParent">The W3C header of the caller; null without one.</param>
    /// <returns>False when the body needs <see cref="HandleAsync"/>; nothing else happened then.</returns>
    public bool TryHandleInline(
        ReadOnlyMemory<byte> body,
        RpcClient client,
        RpcOutput output,
        out long retryAfterMs,
        out PassedCalls? passed,
        string? traceParent = null)
    {
        ReadOnlySpan<byte> text = body.Span;
        if (TryRefuseUnread(text, client, output, out retryAfterMs, out passed))
        {
            return true;
        }
        if (!RpcEnvelope.TryRead(text, out RpcEnvelope envelope)
            || _methods.Find(envelope.Method) is not { IsInline: true } entry
            || !JsonText.IsPlain(text))
        {
            return false;
        }
        JsonDocument? document = null;
        try
        {
            if (!IsEmptyList(text[envelope.Parameters]))
            {
                document = JsonDocument.Parse(body[envelope.Parameters], s_strictList);
            }
        }
        catch (JsonException)
        {
            return false;
        }
        using (document)
        {
            using Activity? span = Spans?.Invoke(entry.Info.Name, traceParent);
            long begun = Metrics?.Begin() ?? 0;
            RpcException? error = client.Charge(entry.Info.Cost)
                ?? Run(entry, document?.RootElement, envelope.Id, output, Environment.TickCount64 + _heavy.DeadlineMs);
            Metrics?.End(entry.Info.Name, CodeOf(error), begun);
            Tell(span, error);
            if (!envelope.HasId)
            {
                output.Truncate(0);
            }
            else if (error is not null)
            {
                retryAfterMs = error.RetryAfterMs;
                RpcAnswers.WriteError(output, envelope.Id, error);
            }
        }
        return true;
    }

    /// <summary>Answers any body.</summary>
    /// <param name="body">Not changed until the answer is there.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="stop">The client has gone, or the server stops.</param>
    public Task<RpcResponse> HandleAsync(
        ReadOnlyMemory<byte> body, RpcClient client, CancellationToken stop = default) =>
        HandleAsync(body, client, null, null, stop);

    /// <summary>The same for a request with a place in a trace.</summary>
    /// <param name="body">Not changed until the answer is there.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="passed">From <see cref="TryHandleInline"/>, when the body was let pass there.</param>
    /// <param name="traceParent">The W3C header of the caller; null without one.</param>
    /// <param name="stop">The client has gone, or the server stops.</param>
    public async Task<RpcResponse> HandleAsync(
        ReadOnlyMemory<byte> body,
        RpcClient client,
        PassedCalls? passed,
        string? traceParent,
        CancellationToken stop)
    {
        RpcOutput output = new(Limits.Rpc.MaxResponseBytes);
        try
        {
            if (passed is null
                && TryHandleInline(body, client, output, out long retryAfterMs, out passed, traceParent))
            {
                return Finish(output, output.Length > 0, retryAfterMs);
            }
            JsonText.RequireUnicode(body.Span);
            using JsonDocument document = JsonDocument.Parse(body, s_strict);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array)
            {
                using Activity? whole = Spans?.Invoke("batch", traceParent);
                return await HandleBatchAsync(root, client, output, passed, stop).ConfigureAwait(false);
            }
            RpcRequest request = RpcRequest.Read(root);
            using Activity? span = Spans?.Invoke(
                _methods.Find(request.Name ?? "")?.Info.Name ?? "unknown", traceParent);
            RpcException? error = await HandleOneAsync(request, client, output, stop).ConfigureAwait(false);
            Tell(span, error);
            return Finish(output, request.HasId, error?.RetryAfterMs ?? 0);
        }
        catch (JsonException error)
        {
            string problem = "the body is not valid JSON: " + Where(error);
            output.Truncate(0);
            Metrics?.End(null, (int)RpcErrorCode.ParseError, Metrics.Begin());
            RpcAnswers.WriteError(output, default, new RpcException(RpcErrorCode.ParseError, problem));
            return Finish(output, true, 0);
        }
        catch
        {
            output.Dispose();
            throw;
        }
        finally
        {
            passed?.Begin();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heavy.Dispose();
        _batches.Dispose();
        _submissions.Dispose();
    }

    private static RpcResponse Finish(RpcOutput output, bool answered, long retryAfterMs)
    {
        if (answered)
        {
            return new RpcResponse(output, retryAfterMs);
        }
        output.Dispose();
        return new RpcResponse(null, 0);
    }

    // Null when the result was written: then and after an error alike, the output has one whole answer more.
    private async Task<RpcException?> HandleOneAsync(
        RpcRequest request, RpcClient client, RpcOutput output, CancellationToken stop)
    {
        long begun = Metrics?.Begin() ?? 0;
        RpcException? error = request.Problem;
        RpcEntry? entry = error is null ? Find(request, client, out error) : null;
        if (error is null)
        {
            try
            {
                error = entry!.Begin is not null ? await DeferAsync(entry, request, output, stop).ConfigureAwait(false)
                    : entry.IsInline ? RunNow(entry, request, output, Environment.TickCount64 + _heavy.DeadlineMs)
                    : await _heavy.RunAsync(deadline => RunNow(entry, request, output, deadline)).ConfigureAwait(false);
            }
            catch (RpcException refused)
            {
                error = refused;
            }
            catch
            {
                Metrics?.End(entry!.Info.Name, (int)RpcErrorCode.InternalError, begun);
                throw;
            }
        }
        Metrics?.End(entry?.Info.Name, CodeOf(error), begun);
        if (error is not null && request.HasId)
        {
            RpcAnswers.WriteError(output, request.RawId, error);
        }
        return error;
    }

    private static void Tell(Activity? span, RpcException? error)
    {
        if (span is not null && error is not null)
        {
            span.SetTag("rpc.jsonrpc.error_code", (long)(int)error.Code);
            span.SetStatus(ActivityStatusCode.Error, error.Code.ToString());
        }
    }

    private static int CodeOf(RpcException? error) => error is null ? 0 : (int)error.Code;

    private RpcEntry? Find(in RpcRequest request, RpcClient client, out RpcException? error)
    {
        RpcEntry? entry = _methods.Find(request.Name!);
        error = entry is null
            ? client.Charge(1) ?? new RpcException(
                RpcErrorCode.MethodNotFound, $"no method is named '{Shorten(request.Name!)}'")
            : request.List is { ValueKind: JsonValueKind.Object }
                ? RpcParameters.Invalid("parameters are given by position: a JSON array")
                : client.Charge(entry.Info.Cost);
        return entry;
    }

    private RpcException? RunNow(RpcEntry entry, in RpcRequest request, RpcOutput output, long deadline)
    {
        int start = output.Length;
        RpcException? error = Run(entry, request.List, request.RawId, output, deadline);
        if (!request.HasId)
        {
            output.Truncate(start);
        }
        return error;
    }

    // Writes one whole answer, or nothing and gives the error.
    private RpcException? Run(
        RpcEntry entry, JsonElement? list, ReadOnlySpan<byte> id, RpcOutput output, long deadline)
    {
        int start = output.Length;
        try
        {
            RpcScope.Begin(deadline);
            RpcAnswers.Open(output);
            ReadOptions options = entry.Info.IsRead && _head is not null
                ? ReadOptions.Find(list)
                : new ReadOptions(list?.GetArrayLength() ?? 0, false, 0);
            if (options.MinSlot > 0)
            {
                options.Require(_head!().Header);
            }
            if (options.WithContext)
            {
                RunWithContext(entry, new RpcParameters(list, options.Count), output);
            }
            else
            {
                Utf8JsonWriter writer = RpcAnswers.WriterOf(output);
                entry.Run!(new RpcParameters(list, options.Count), writer);
                writer.Flush();
            }
            RpcAnswers.Close(output, id);
            return output.Length <= output.Limit ? null : throw output.TooLarge(output.Length);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            output.Truncate(start);
            return ErrorOf(entry, error);
        }
        finally
        {
            RpcScope.Begin(0);
        }
    }

    private void RunWithContext(RpcEntry entry, RpcParameters parameters, RpcOutput output)
    {
        FoundBlock head = _head!();
        Utf8JsonWriter writer = RpcAnswers.WriterOf(output);
        writer.WriteStartObject();
        writer.WritePropertyName("value"u8);
        entry.Run!(parameters, writer);
        writer.WritePropertyName("context"u8);
        (Core.Types.Header header, bool finalized) = RpcScope.Answered ?? (head.Header, head.Finalized);
        ReadOptions.WriteContext(writer, header, finalized);
        writer.WriteEndObject();
        writer.Flush();
    }

    private async Task<RpcException?> DeferAsync(
        RpcEntry entry, RpcRequest request, RpcOutput output, CancellationToken stop)
    {
        (Task<Action<Utf8JsonWriter>>? begun, RpcException? error) = Begin(entry, request, stop);
        return error ?? await FinishDeferredAsync(entry, request, begun!, output).ConfigureAwait(false);
    }

    private (Task<Action<Utf8JsonWriter>>? Begun, RpcException? Error) Begin(
        RpcEntry entry, in RpcRequest request, CancellationToken stop)
    {
        try
        {
            return (entry.Begin!(new RpcParameters(request.List), stop), null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (null, ErrorOf(entry, error));
        }
    }

    private async Task<RpcException?> FinishDeferredAsync(
        RpcEntry entry, RpcRequest request, Task<Action<Utf8JsonWriter>> begun, RpcOutput output)
    {
        int start = output.Length;
        try
        {
            Action<Utf8JsonWriter> write = await begun.ConfigureAwait(false);
            if (!request.HasId)
            {
                return null;
            }
            RpcAnswers.Open(output);
            Utf8JsonWriter writer = RpcAnswers.WriterOf(output);
            write(writer);
            writer.Flush();
            RpcAnswers.Close(output, request.RawId);
            return output.Length <= output.Limit ? null : throw output.TooLarge(output.Length);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            output.Truncate(start);
            return ErrorOf(entry, error);
        }
    }

    private RpcException ErrorOf(RpcEntry entry, Exception error)
    {
        if (error is RpcException refused)
        {
            return refused;
        }
        if (error is OperationCanceledException)
        {
            return new RpcException(RpcErrorCode.NotReady, "the node is stopping");
        }
        _logFailure(entry.Info.Name, error);
        return new RpcException(RpcErrorCode.InternalError, "internal error; the node's log has more");
    }

    private static bool IsEmptyList(ReadOnlySpan<byte> list) => list.IsEmpty || list.SequenceEqual("[]"u8);

    private static string Where(JsonException error) => string.Create(
        CultureInfo.InvariantCulture, $"line {error.LineNumber + 1 ?? 1}, byte {error.BytePositionInLine ?? 0}");

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "...";
}
