using System.Diagnostics;
using Aether.Native.Links;

namespace Aether.Node.Devnet.Links;

/// <summary>Carries packets between the interfaces of a devnet's namespaces on one thread.</summary>
internal sealed class LinkRelay : IDisposable
{
    // A stop is seen within this time.
    private const int LongestWaitMs = 50;
    // Packets taken from one interface before the others have their turn.
    private const int Turn = 64;

    private readonly TunDevice[] _devices;
    private readonly Thread _thread;
    private volatile bool _stopped;

    /// <summary>Starts to carry packets. Takes the devices over.</summary>
    public LinkRelay(TunDevice[] devices, LinkShape shape, int seed)
    {
        _devices = devices;
        Switch = new PacketSwitch(devices.Length, shape, seed);
        _thread = new Thread(Run) { Name = "devnet links", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Where links are cut and mended.</summary>
    public PacketSwitch Switch { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
        foreach (TunDevice device in _devices)
        {
            device.Dispose();
        }
    }

    private void Run()
    {
        byte[] packet = new byte[PacketSwitch.MaxPacketBytes];
        while (!_stopped)
        {
            ulong readable = TunDevice.Wait(_devices, WaitMs());
            for (int node = 0; node < _devices.Length; node++)
            {
                int turn = (readable >> node & 1) != 0 ? Turn : 0;
                while (turn-- > 0 && _devices[node].Read(packet) is int length and > 0)
                {
                    Switch.Accept(node, packet.AsSpan(0, length), NowMicros());
                }
            }
            Deliver();
        }
    }

    private void Deliver()
    {
        long now = NowMicros();
        while (Switch.Packets.TryTake(now, out ReadOnlySpan<byte> packet, out int target))
        {
            _devices[target].Write(packet);
        }
    }

    // poll counts milliseconds: below one, the loop looks again at once.
    private int WaitMs()
    {
        long due = Switch.Packets.NextDue;
        return due == long.MaxValue ? LongestWaitMs : (int)Math.Clamp((due - NowMicros()) / 1_000, 0, LongestWaitMs);
    }

    private static long NowMicros() => Stopwatch.GetTimestamp() * 1_000_000 / Stopwatch.Frequency;
}
