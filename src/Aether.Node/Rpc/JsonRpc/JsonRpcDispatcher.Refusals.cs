namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Refusals before a body is read: what a node under too much load spends on what it does not take.</summary>
internal sealed partial class JsonRpcDispatcher
{
    // The one who refuses asks cheaply; only then is it worth to look whose call a body is. A batch whose first call is
    // refused is refused as a whole, as one that no worker has time for. Whoever asks again for what was taken before
    // is read and answered, at the price of the method.
    private bool TryRefuseUnread(ReadOnlySpan<byte> text, RpcClient client, RpcOutput output, out long retryAfterMs)
    {
        retryAfterMs = 0;
        if (_methods.Guarded is not { } guarded || !guarded.Together!.IsShut())
        {
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
}
