using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Refusals before a body is read: what a node under too much load spends on what it does not take.</summary>
internal sealed partial class JsonRpcDispatcher
{
    // The one who refuses asks cheaply; only then is it worth to look whose call a body is. A batch whose first call is
    // refused is refused as a whole, as one that no worker has time for. Whoever asks again for what was taken before
    // is read and answered, at the price of the method.
    private bool TryRefuseUnread(
        ReadOnlySpan<byte> text, RpcClient client, RpcOutput output, out long retryAfterMs, out PassedCalls? passed)
    {
        retryAfterMs = 0;
        passed = null;
        if (_methods.Guarded is not { } guarded)
        {
            return false;
        }
        if (!guarded.Together!.IsShut())
        {
            passed = Pass(text, guarded);
            return false;
        }
        ReadOnlySpan<byte> id = default;
        bool hasId = true;
        if (text.Length > 0 && text[0] == (byte)'[')
        {
            if (!RpcEnvelope.FirstMethodIs(text, guarded.Name))
            {
                return false;
            }
        }
        else if (RpcEnvelope.TryRead(text, out RpcEnvelope envelope) && envelope.Method.SequenceEqual(guarded.Name))
        {
            id = envelope.Id;
            hasId = envelope.HasId;
        }
        else
        {
            return false;
        }
        if (guarded.Together.IsResent(text))
        {
            return false;
        }
        long begun = Metrics?.Begin() ?? 0;
        RpcException error = client.Charge(1) ?? guarded.Together.Busy();
        Metrics?.End(guarded.Info.Name, CodeOf(error), begun);
        if (hasId)
        {
            retryAfterMs = error.RetryAfterMs;
            RpcAnswers.WriteError(output, id, error);
        }
        return true;
    }

    // Who reads requests lets far more pass than there are places for before another thread gets to the first of them:
    // what passes counts at once. How many calls there are is seen from the digits; a batch cannot hold more.
    private static PassedCalls? Pass(ReadOnlySpan<byte> text, RpcEntry guarded)
    {
        if (text.Length == 0 || text[0] != (byte)'[' || !RpcEnvelope.FirstMethodIs(text, guarded.Name))
        {
            return null;
        }
        return new PassedCalls(guarded.Together!, Math.Clamp(text.Count("\"0x"u8), 1, Limits.Rpc.MaxBatch));
    }
}
