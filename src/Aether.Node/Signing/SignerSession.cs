using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;

namespace Aether.Node.Signing;

/// <summary>One connection to a signer, without its socket: a frame in, a reply out.</summary>
/// <remarks>
/// Total: whatever bytes come, it answers or closes, and nothing is thrown but a fault of the log's disk.
/// <b>Threads</b>: one. Disposal gives the lease back.
/// </remarks>
internal sealed class SignerSession : IDisposable
{
    private readonly SignerService _service;
    private readonly string _peer;
    private readonly string? _clientPin;
    private readonly bool _needsPin;
    private SignerLease? _lease;

    /// <summary>Creates a session.</summary>
    /// <param name="service">Keys, leases, limits.</param>
    /// <param name="peer">Who it is, for the audit log.</param>
    /// <param name="needsPin">True over TLS: the key must name the client's certificate.</param>
    /// <param name="clientPin">SHA-256 of the client's certificate in hex.</param>
    public SignerSession(SignerService service, string peer, bool needsPin, string? clientPin)
    {
        _service = service;
        _peer = peer;
        _needsPin = needsPin;
        _clientPin = clientPin;
    }

    /// <summary>True once the connection has a key.</summary>
    public bool HasLease => _lease is not null;

    /// <summary>True when the connection must be closed after the reply.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Answers one frame.</summary>
    public byte[] Handle(ReadOnlySpan<byte> frame)
    {
        if (!SignerMessage.IsSizeAllowed(frame)
            || !Ace.TryDecode(frame, out SignerMessage message, out DecodeError error))
        {
            return Close("malformed", "the message cannot be read");
        }
        SignerReply reply = _lease is null
            ? Greet(message)
            : message switch
            {
                SignerAsk ask => Answer(_lease, ask),
                SignerPing ping => new SignerReply(
                    SignerReplyKind.Pong, ping.Id, SignerRefusal.None, [], "", _lease.Key.Signer.Record),
                SignerListened listened => Listened(_lease, listened),
                SignerSeenElsewhere seen => SeenElsewhere(_lease, seen),
                _ => SignerReply.Reject("a connection begins once"),
            };
        IsOver |= reply.Kind == SignerReplyKind.Rejected;
        return Ace.Encode(reply);
    }

    /// <inheritdoc/>
    public void Dispose() => _lease?.Dispose();

    private byte[] Close(string what, string text)
    {
        IsOver = true;
        _service.Audit.Write(what, _lease?.Key.Name, _peer, text);
        return Ace.Encode(SignerReply.Reject(text));
    }

    private SignerReply Greet(SignerMessage message)
    {
        if (message is not SignerHello hello)
        {
            return SignerReply.Reject("a connection begins with a greeting");
        }
        string? fault = _service.TryLease(hello, _needsPin, _clientPin, out SignerLease? lease);
        _service.Audit.Write(fault is null ? "connected" : "rejected", lease?.Key.Name, _peer, fault ?? "");
        if (fault is not null)
        {
            return SignerReply.Reject(fault);
        }
        _lease = lease;
        return new SignerReply(
            SignerReplyKind.Welcome, 0, SignerRefusal.None, [], _lease!.Warning, _lease.Key.Signer.Record);
    }

    private SignerReply Answer(SignerLease lease, SignerAsk ask)
    {
        SignRequest request = ask.Request is RandomnessSignRequest vrf
            ? new VrfSignRequest(vrf.View, lease.Key.Core.Alpha(vrf.Randomness, vrf.View))
            : ask.Request;
        SignerRefusal refusal = SignerRefusal.TooMany;
        byte[] signature = [];
        string reason = SignerReasons.Of(SignerRefusal.TooMany, SignerRecord.Empty);
        if (lease.TryTakeTurn())
        {
            refusal = _service.Sign(lease.Key, request, out signature, out reason);
        }
        _service.Audit.Write(lease.Key.Name, _peer, request, refusal);
        return new SignerReply(SignerReplyKind.Answer, ask.Id, refusal, signature, reason, null);
    }

    private SignerReply Listened(SignerLease lease, SignerListened listened)
    {
        bool enough = listened.Views >= lease.Key.Signer.Record.ListenViews;
        if (enough)
        {
            _service.Change(lease.Key, record => record with { ListenViews = 0 });
        }
        _service.Audit.Write("listened", lease.Key.Name, _peer, enough ? "enough" : "not enough");
        return new SignerReply(
            SignerReplyKind.Pong, 0, SignerRefusal.None, [], "", lease.Key.Signer.Record);
    }

    private SignerReply SeenElsewhere(SignerLease lease, SignerSeenElsewhere seen)
    {
        _service.Change(lease.Key, record => record with { SeenElsewhere = true });
        _service.Audit.Write("seen-elsewhere", lease.Key.Name, _peer, $"epoch {seen.Epoch} view {seen.View}");
        return new SignerReply(
            SignerReplyKind.Pong, 0, SignerRefusal.SeenElsewhere, [], "", lease.Key.Signer.Record);
    }
}
