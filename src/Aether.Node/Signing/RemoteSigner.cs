using System.Net.Sockets;
using System.Security.Authentication;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Codec;

namespace Aether.Node.Signing;

/// <summary>A node's side of a signer process: asks it for every signature and reconnects when it is away.</summary>
/// <remarks>
/// While the signer is away, listens or refuses, nothing is signed and the node only follows. Every signature is
/// checked against a mirror of the signer's core: one that the rules forbid is not used. <b>Threads</b>: one asks;
/// one of its own connects and keeps the lease. <b>Errors</b>: none is thrown after construction.
/// </remarks>
internal sealed class RemoteSigner : IValidatorSigner, IDisposable
{
    private const int AnswerMs = 2_000;
    private const int PingMs = 3_000;
    private const int FirstBackOffMs = 50;
    private const int LastBackOffMs = 5_000;

    private readonly RemoteSignerOptions _options;
    private readonly AnsweredMarks _answered;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _wake = new();
    private readonly Thread _keeper;
    private Socket? _socket;
    private Stream? _stream;
    private SignerCore? _mirror;
    private ulong _nextId = 1;
    private long _listenStart;
    private string _lastReport = "";
    private volatile bool _stopping;
    private volatile bool _heardOthers;
    private volatile Seen? _seen;

    /// <summary>Creates it and starts to connect.</summary>
    /// <exception cref="IOException">The file of answered marks cannot be opened.</exception>
    public RemoteSigner(RemoteSignerOptions options)
    {
        _options = options;
        _answered = AnsweredMarks.Open(options.AnsweredPath);
        _keeper = new Thread(Keep) { IsBackground = true, Name = "signer-link" };
        _keeper.Start();
    }

    /// <summary>What it does now.</summary>
    public RemoteSignerState State
    {
        get
        {
            lock (_gate)
            {
                return _stream is null || _mirror is null ? RemoteSignerState.Away
                    : _seen is not null || _mirror.Record.SeenElsewhere ? RemoteSignerState.SeenElsewhere
                    : _mirror.Record.ListenViews > 0 ? RemoteSignerState.Listening
                    : RemoteSignerState.Ready;
            }
        }
    }

    /// <summary>The marks of the signer as last known; null before the first connection.</summary>
    public SignerRecord? Record
    {
        get
        {
            lock (_gate)
            {
                return _mirror?.Record;
            }
        }
    }

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        signature = [];
        if (_seen is not null)
        {
            reason = "this key was seen signing elsewhere";
            return false;
        }
        lock (_gate)
        {
            if (_stream is null || _mirror is null)
            {
                reason = "the signer is away";
                return false;
            }
            if (_mirror.Decide(request) is { Refusal: not SignerRefusal.None } refused)
            {
                reason = SignerReasons.Of(refused.Refusal, _mirror.Record);
                return false;
            }
            try
            {
                return TryAsk(request, out signature, out reason);
            }
            catch (Exception error) when (IsLinkError(error))
            {
                Drop($"the signer is away, this node follows without voting: {error.Message}");
                reason = "the signer is away";
                return false;
            }
        }
    }

    /// <summary>Another validator was heard: the network is there to listen to.</summary>
    public void NoteOthers() => _heardOthers = true;

    /// <summary>A signature of this key was verified that its signer did not make: nothing more is signed.</summary>
    public void NoteSeenElsewhere(uint epoch, ulong view)
    {
        _seen ??= new Seen(epoch, view);
        Report($"this validator's key signed in epoch {epoch} view {view} elsewhere: it signs nothing here until the "
            + "other signer is stopped and its marks are imported");
        _wake.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        lock (_gate)
        {
            _socket?.Dispose();
            _stream?.Dispose();
            _stream = null;
        }
        _keeper.Join();
        _answered.Dispose();
        _wake.Dispose();
    }

    private static bool IsLinkError(Exception error) => error is IOException or SocketException
        or ObjectDisposedException or AuthenticationException or KeyProviderException;

    private bool TryAsk(SignRequest request, out byte[] signature, out string reason)
    {
        signature = [];
        byte[]? alpha = (request as VrfSignRequest)?.Alpha;
        bool known = SignerCore.TryReadRandomness(alpha, out Core.Types.Hash256 randomness);
        SignRequest wire = request is VrfSignRequest vrf && known
            ? new RandomnessSignRequest(vrf.View, randomness)
            : request;
        ulong id = _nextId++;
        SignerReply reply = Exchange(new SignerAsk(id, wire));
        if (reply.Id != id || reply.Kind != SignerReplyKind.Answer)
        {
            throw new IOException("an answer to something else");
        }
        reason = reply.Text;
        if (reply.Refusal != SignerRefusal.None)
        {
            return false;
        }
        SignerDecision decision = _mirror!.Decide(request);
        _mirror.Accept(decision.Next);
        if (request is not VrfSignRequest)
        {
            _answered.Write(decision.Next);
        }
        signature = reply.Signature;
        return true;
    }

    // Connects, keeps the lease with a ping every few seconds, and ends listening when its time has come.
    private void Keep()
    {
        int backOffMs = FirstBackOffMs;
        while (!_stopping)
        {
            bool connected = TryConnect();
            backOffMs = connected ? FirstBackOffMs : Math.Min(backOffMs * 2, LastBackOffMs);
            while (connected && !_stopping)
            {
                int waitMs = State == RemoteSignerState.Listening ? Math.Min(PingMs, _options.SlotMs) : PingMs;
                _wake.Wait(waitMs);
                _wake.Reset();
                connected = !_stopping && TryTend();
            }
            if (!_stopping)
            {
                _wake.Wait(backOffMs);
                _wake.Reset();
            }
        }
    }

    private bool TryConnect()
    {
        try
        {
            Socket socket = _options.Endpoint.Connect(AnswerMs);
            socket.ReceiveTimeout = AnswerMs;
            socket.SendTimeout = AnswerMs;
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            lock (_gate)
            {
                _socket = socket;
                _stream = stream;
            }
            if (_options is { Identity: { } identity, SignerPin: { } pin })
            {
                stream = SignerTls.Connect(stream, identity, pin);
            }
            lock (_gate)
            {
                _stream = stream;
                _mirror = null;
                SignerReply reply = Exchange(new SignerHello(
                    SignerHello.CurrentVersion, _options.GenesisHash, _options.Key, _answered.Record));
                if (reply.Kind != SignerReplyKind.Welcome || reply.Record is null)
                {
                    Drop($"the signer does not serve this node: {reply.Text}");
                    return false;
                }
                _mirror = new SignerCore(_options.GenesisHash, reply.Record);
                _listenStart = _options.Time.GetTimestamp();
                Report(reply.Record.ListenViews > 0
                    ? $"the signer is connected; nothing is signed for {reply.Record.ListenViews} views while this "
                        + "node listens whether its key signs elsewhere"
                    : $"the signer is connected ({_options.Endpoint}) {reply.Text}".TrimEnd());
                return true;
            }
        }
        catch (Exception error) when (IsLinkError(error))
        {
            lock (_gate)
            {
                Drop($"the signer at {_options.Endpoint} is away, this node follows without voting: {error.Message}");
            }
            return false;
        }
    }

    private bool TryTend()
    {
        lock (_gate)
        {
            if (_stream is null || _mirror is null)
            {
                return false;
            }
            try
            {
                SignerMessage message = new SignerPing(_nextId++);
                if (_seen is { } seen && !_mirror.Record.SeenElsewhere)
                {
                    message = new SignerSeenElsewhere(seen.Epoch, seen.View);
                }
                else if (HasListened(_mirror.Record.ListenViews))
                {
                    message = new SignerListened(_mirror.Record.ListenViews);
                }
                SignerReply reply = Exchange(message);
                if (reply.Record is { } record && record.Covers(_mirror.Record))
                {
                    if (_mirror.Record.ListenViews > 0 && record.ListenViews == 0)
                    {
                        Report("nothing of this key was heard elsewhere; the signer signs from now on");
                    }
                    _mirror = new SignerCore(_options.GenesisHash, record);
                }
                return true;
            }
            catch (Exception error) when (IsLinkError(error))
            {
                Drop($"the signer is away, this node follows without voting: {error.Message}");
                return false;
            }
        }
    }

    // A view lasts a slot at least, so after so many slots no more than so many views have gone by.
    private bool HasListened(uint views) =>
        views > 0 && _heardOthers
        && _options.Time.GetElapsedTime(_listenStart).TotalMilliseconds >= (double)views * _options.SlotMs;

    private SignerReply Exchange(SignerMessage message)
    {
        SignerFrames.Write(_stream!, Ace.Encode(message));
        byte[]? frame = SignerFrames.Read(_stream!, Limits.Signer.MaxReplyBytes);
        return frame is not null && Ace.TryDecode(frame, out SignerReply reply, out DecodeError _)
            ? reply
            : throw new IOException("the signer closed the connection");
    }

    private void Drop(string why)
    {
        _stream?.Dispose();
        _socket?.Dispose();
        _stream = null;
        _socket = null;
        _wake.Set();
        if (!_stopping)
        {
            Report(why);
        }
    }

    // Once for each change, not for each attempt.
    private void Report(string sentence)
    {
        if (sentence != _lastReport)
        {
            _lastReport = sentence;
            _options.Report(sentence);
        }
    }

    private sealed record Seen(uint Epoch, ulong View);
}
