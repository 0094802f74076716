using Aether.Core;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Pipeline.Runtime;

namespace Aether.Pipeline.Propagation;

/// <summary>The shell of <see cref="PropagationCore"/>: feeds it with time, proposals, heads and datagrams.</summary>
internal sealed class PropagationLoop(
    ShredTransport transport, IDatagramLinks links, PropagationCore core, MonotonicClock clock) : IStageLoop
{
    private const int Datagrams = 1_024;
    private const int Messages = 16;
    private const long TickMs = 20;
    private const long IdleTickMs = 200;

    private readonly byte[] _datagram = new byte[Limits.Network.MaxDatagramBytes];
    private ChainPlace? _place;
    private long _nextTickMs;

    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new("propagation", ["PropagationLoop"]);

    /// <summary>What it came to. Any thread.</summary>
    public ShredCounters Counters => core.Counters;

    /// <inheritdoc/>
    public bool TryRun()
    {
        bool worked = false;
        if (transport.Place is { } place && !ReferenceEquals(place, _place))
        {
            _place = place;
            Meter.Enter(0);
            core.Advance(place.Epoch, place.FinalView, place.CurrentView);
            worked = true;
        }
        long nowMs = clock.NowMs;
        worked |= TakeMessages(nowMs) | TakeDatagrams(nowMs);
        if (nowMs >= _nextTickMs)
        {
            Meter.Enter(0);
            core.Tick(nowMs);
            _nextTickMs = nowMs + (core.IsWaiting ? TickMs : IdleTickMs);
        }
        else if (core.IsWaiting)
        {
            _nextTickMs = Math.Min(_nextTickMs, nowMs + TickMs);
        }
        return worked;
    }

    /// <inheritdoc/>
    public int ParkMs() => (int)Math.Clamp(_nextTickMs - clock.NowMs, 0, IdleTickMs);

    private bool TakeMessages(long nowMs)
    {
        bool worked = false;
        for (int turn = 0; turn < Messages; turn++)
        {
            // A proposal waits for the first view: before it nobody knows who relays.
            TransportMessage own = default;
            bool isOwn = _place is not null && transport.TryTakeOwn(out own);
            if (isOwn)
            {
                Meter.Take(0);
                core.Publish(nowMs, own.Bytes);
            }
            bool isReceived = transport.TryTakeReceived(out TransportMessage message);
            if (isReceived)
            {
                Meter.Take(0);
                Take(message, nowMs);
            }
            if (!isOwn && !isReceived)
            {
                break;
            }
            worked = true;
        }
        return worked;
    }

    private bool TakeDatagrams(long nowMs)
    {
        int taken = 0;
        while (taken < Datagrams && links.TryReceiveDatagram(_datagram, out ushort peer, out int bytes))
        {
            Meter.Enter(0);
            core.OnDatagram(nowMs, peer, _datagram.AsSpan(0, bytes));
            taken++;
        }
        Meter.Count(0, taken);
        return taken > 0;
    }

    private void Take(in TransportMessage message, long nowMs)
    {
        if (message.Bytes.Span[0] == ProposalHead.Tag)
        {
            core.OnHead(nowMs, message.Peer, message.Bytes.Span);
        }
        else
        {
            core.OnWhole(message.Bytes.Span);
        }
    }
}
