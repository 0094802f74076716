using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <content>Messages: to validators, by gossip, for one peer; and what becomes of those that came.</content>
public sealed partial class PeerNetwork
{
    // What a message that waits to be judged takes beside its bytes.
    private const int WaitingOverheadBytes = 256;

    private readonly Dictionary<Address, UInt128> _stakes = [];
    private TokenBucket _strangersRequests;
    private byte[] _scratch = [];
    private UInt128 _totalStake;
    private bool _isValidator;
    private bool _bansChanged;
    private long _waitingBytes;
    private long _unwanted;
    private long _offences;
    private long _banned;

    /// <inheritdoc/>
    public bool TryTake(out GossipMessage message)
    {
        while (_ofValidators.TryDequeue(out message) || _ofOthers.TryDequeue(out message))
        {
            Interlocked.Add(ref _waitingBytes, -CostOf(message));
            // Who is gone, banned as a rule, causes no more work.
            if (message.IsDelivered || message.Turn == Volatile.Read(ref _turns[message.Peer]))
            {
                return true;
            }
            Judge(message.Handle, ValidationOutcome.Ignore);
        }
        return false;
    }

    /// <inheritdoc/>
    public void Judge(in GossipMessage message, ValidationOutcome outcome)
    {
        if (outcome == ValidationOutcome.Accept && !message.IsDelivered)
        {
            Deliver(message);
        }
        Judge(message.Handle, outcome);
    }

    /// <inheritdoc/>
    public void Deliver(in GossipMessage message) =>
        _incoming[(int)TransportChannel.Consensus].TryAdd(new TransportMessage(message.Peer, message.Bytes));

    /// <inheritdoc/>
    public void Judge(ulong handle, ValidationOutcome outcome)
    {
        if (!_stopped)
        {
            _verdicts.Enqueue((handle, outcome));
            _wake.Set();
        }
    }

    /// <inheritdoc/>
    public void SetGossipSignal(WakeSignal signal)
    {
        _gossipSignal = signal;
        signal.Set();
    }

    private void TakeVerdicts()
    {
        while (_verdicts.TryDequeue(out (ulong Handle, ValidationOutcome Outcome) verdict))
        {
            _gossip.Step(_nowMs, GossipInput.Validated(verdict.Handle, verdict.Outcome));
        }
    }

    // True when messages are left.
    private bool HandOver(TransportChannel channel)
    {
        for (int turn = 0; turn < Turn; turn++)
        {
            if (!_outgoing[(int)channel].TryTake(out TransportMessage message))
            {
                return false;
            }
            if (channel == TransportChannel.Transactions)
            {
                _gossip.Step(_nowMs, GossipInput.Publish(GossipTopic.Transaction, message.Bytes));
                _tallies[(int)channel].CountSent(true, message.Bytes.Length);
            }
            else if (message.Peer is Everyone or News)
            {
                Spread(message.Bytes, isNews: message.Peer == News);
            }
            else
            {
                SendOne(message.Peer, message.Bytes.Span);
            }
        }
        return true;
    }

    // Nodes without a vote have nothing to say to everybody but what they passed on already.
    private void Spread(ReadOnlyMemory<byte> message, bool isNews)
    {
        if (!_isValidator && !isNews)
        {
            return;
        }
        GossipTopic? topic = GossipFraming.TopicOf(message.Span);
        bool fits = topic is { } known && message.Length <= GossipTopics.MaxBytes(known);
        if (fits && _gossip.TryPublish(_nowMs, topic!.Value, message))
        {
            _tallies[(int)TransportChannel.Consensus].CountSent(true, message.Length);
            return;
        }
        if (isNews)
        {
            return;
        }
        ReadOnlySpan<byte> frame = Frame(message.Span);
        MessageClass messageClass = ConsensusClasses.Of(TransportChannel.Consensus, message.Span);
        foreach (PeerChannel channel in _slots.All)
        {
            if (channel.IsValidator)
            {
                SendFrame(channel, messageClass, frame);
            }
        }
    }

    private void SendOne(ushort peer, ReadOnlySpan<byte> message)
    {
        PeerChannel? channel = _slots.Resolve(peer);
        if (channel is null)
        {
            _tallies[(int)TransportChannel.Consensus].CountSent(false, message.Length);
            return;
        }
        int asked = GossipFraming.AskedBlocks(message);
        if (asked > 0)
        {
            channel.NoteAsked(asked);
            channel.AnswersAs = message[0] == GossipFraming.BlocksRequest ? peer : channel.AnswersAs;
        }
        SendFrame(channel, ConsensusClasses.Of(TransportChannel.Consensus, message), Frame(message));
    }

    private void SendFrame(PeerChannel channel, MessageClass messageClass, ReadOnlySpan<byte> frame)
    {
        bool sent = _peers.TrySend(channel.Connection, messageClass, frame);
        if (sent)
        {
            _driver.Manager.CountSent(channel.Connection, frame.Length);
        }
        _tallies[(int)TransportChannel.Consensus].CountSent(sent, frame.Length);
    }

    private ReadOnlySpan<byte> Frame(ReadOnlySpan<byte> message)
    {
        if (_scratch.Length < message.Length + 1)
        {
            _scratch = new byte[Math.Max(2 * _scratch.Length, message.Length + 1)];
        }
        _scratch[0] = GossipFraming.Direct;
        message.CopyTo(_scratch.AsSpan(1));
        return _scratch.AsSpan(0, message.Length + 1);
    }

    private void OnMessage(PeerChannel channel, MessageClass messageClass, ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty)
        {
            _unwanted++;
        }
        else if (messageClass == MessageClass.Gossip
            ? message.Span[0] < GossipFraming.MeshEnd
            : message.Span[0] != GossipFraming.Direct)
        {
            _gossip.Step(_nowMs, GossipInput.Received(channel.Connection, messageClass, message));
        }
        else if (messageClass is MessageClass.Votes or MessageClass.Headers or MessageClass.Evidence)
        {
            OnDirect(channel, message[1..]);
        }
        else
        {
            _unwanted++;
        }
    }

    // A stranger may ask, within its budget, and answer what was asked; votes and blocks of its own it has none.
    private void OnDirect(PeerChannel channel, ReadOnlyMemory<byte> message)
    {
        if (!channel.TryTakeMessage(_nowMs))
        {
            _misbehaved.Enqueue((channel.Peer, BanReason.OverBudget));
            return;
        }
        ReadOnlySpan<byte> bytes = message.Span;
        int asked = GossipFraming.AskedBlocks(bytes);
        bool isAnswer = !bytes.IsEmpty && bytes[0] is GossipFraming.BlockResponse or GossipFraming.EpochProof;
        bool wasAsked = isAnswer && channel.TryTakeAnswer();
        bool mayPass = channel.IsValidator || wasAsked
            || (asked > 0 && channel.TryAsk(_nowMs, asked) && _strangersRequests.TryTake(_nowMs, asked));
        if (!mayPass)
        {
            _unwanted++;
            return;
        }
        ushort peer = isAnswer && bytes[0] == GossipFraming.BlockResponse ? channel.AnswersAs : channel.Slot;
        _incoming[(int)TransportChannel.Consensus].TryAdd(new TransportMessage(peer, message.ToArray()));
    }

    // Not within a step of gossip: the answer comes by the queue of judgements at the earliest.
    private void OnValidate(GossipEffect effect)
    {
        PeerChannel? channel = _slots.Find(effect.Connection);
        if (channel is null || effect.Topic == GossipTopic.Shred)
        {
            _verdicts.Enqueue((effect.Handle, ValidationOutcome.Ignore));
            return;
        }
        if (effect.Topic == GossipTopic.Transaction)
        {
            TransportMessage transaction = new(channel.Slot, effect.Bytes) { Handle = effect.Handle };
            if (!_incoming[(int)TransportChannel.Transactions].TryAdd(transaction))
            {
                _verdicts.Enqueue((effect.Handle, ValidationOutcome.Ignore));
            }
            return;
        }
        GossipMessage message = new(
            effect.Handle, effect.Topic, channel.Slot, effect.Bytes, IsDelivered: channel.IsValidator)
        {
            Turn = _turns[channel.Slot],
        };
        if (message.IsDelivered)
        {
            Deliver(message);
        }
        // Gossip gives up what waits for too long, and nobody judges before the pipeline runs.
        long cost = CostOf(message);
        if (Interlocked.Add(ref _waitingBytes, cost) > Limits.Gossip.MaxPendingBytes)
        {
            Interlocked.Add(ref _waitingBytes, -cost);
            _verdicts.Enqueue((effect.Handle, ValidationOutcome.Ignore));
            return;
        }
        (channel.IsValidator ? _ofValidators : _ofOthers).Enqueue(message);
        _gossipSignal?.Set();
    }

    private static long CostOf(in GossipMessage message) => message.Bytes.Length + WaitingOverheadBytes;

    // What the node made of the messages that it was given.
    private void JudgeReports()
    {
        bool hasReports = _hasReports;
        _hasReports = false;
        for (int slot = 1; hasReports && slot < _reports.Length; slot++)
        {
            int offences = Interlocked.Exchange(ref _reports[slot], 0);
            if (offences > 0 && _slots.Blamed((ushort)slot) is { } channel && !channel.TryOffend(_nowMs, offences))
            {
                _driver.Tell(_nowMs, new PeerInput.Misbehaved(channel.Peer, BanReason.BadMessage));
            }
        }
    }

    private void CarryOutBans()
    {
        if (_gossip.Bans.Count + _misbehaved.Count == 0)
        {
            return;
        }
        while (_gossip.Bans.TryDequeue(out (ConnectionId Connection, GossipOffence Offence) ban))
        {
            if (_slots.Find(ban.Connection) is { } channel)
            {
                BanReason reason = ban.Offence == GossipOffence.MalformedMessage
                    ? BanReason.BadMessage
                    : BanReason.LowScore;
                _driver.Tell(_nowMs, new PeerInput.Misbehaved(channel.Peer, reason));
            }
        }
        // One turn is one offence, however often it was noticed.
        foreach ((PeerId peer, BanReason reason) in _misbehaved.DistinctBy(entry => entry.Peer).ToArray())
        {
            _driver.Tell(_nowMs, new PeerInput.Misbehaved(peer, reason));
        }
        _misbehaved.Clear();
    }

    private void Restake(IReadOnlyList<(Address Validator, UInt128 Stake)> set)
    {
        _stakes.Clear();
        _totalStake = 0;
        foreach ((Address validator, UInt128 stake) in set)
        {
            _stakes[validator] = stake;
            _totalStake += stake;
        }
        _isValidator = _options.Peers.Validator is { } own && _stakes.ContainsKey(own);
        _driver.Tell(_nowMs, new PeerInput.Validators(set));
        foreach (PeerChannel channel in _slots.All)
        {
            int before = channel.StakePpm;
            channel.StakePpm = PpmOf(channel.Binding);
            if (channel.StakePpm != before)
            {
                _gossip.Step(_nowMs, new GossipInput(GossipInputKind.StakeChanged)
                {
                    Connection = channel.Connection,
                    StakePpm = channel.StakePpm,
                });
            }
        }
        NoteValidators();
    }

    private void NoteValidators()
    {
        Dictionary<Address, ushort> peers = [];
        foreach (PeerChannel channel in _slots.All)
        {
            if (channel.IsValidator && channel.Slot != 0)
            {
                peers[channel.Binding!.Validator] = channel.Slot;
            }
        }
        _validatorPeers = peers;
    }

    // At least one part of a million: who has any stake is a validator.
    private int PpmOf(ValidatorBinding? binding)
    {
        bool holds = binding is not null && binding.LastHeight >= Interlocked.Read(ref _finalHeight);
        UInt128 stake = holds ? _stakes.GetValueOrDefault(binding!.Validator) : 0;
        if (stake == 0)
        {
            return 0;
        }
        // Of large stakes the last bits make room for the product.
        int shift = _totalStake >> 96 == 0 ? 0 : 24;
        return (int)UInt128.Clamp((stake >> shift) * 1_000_000 / UInt128.Max(_totalStake >> shift, 1), 1, 1_000_000);
    }
}
