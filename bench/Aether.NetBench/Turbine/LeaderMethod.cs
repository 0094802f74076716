using System.Net;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Native.Sockets;
using Aether.Network.Turbine;

namespace Aether.NetBench.Turbine;

/// <summary>A leader's whole path: blocks of 2 MB become signed shreds with parity and proofs, and are sent.</summary>
internal sealed class LeaderMethod : TransferMethod
{
    public const int BlockBytes = 2_000_000;

    private readonly DatagramSocket _from = new(new IPEndPoint(IPAddress.Loopback, 0), 8 << 20);
    private readonly DatagramSocket _to = new(new IPEndPoint(IPAddress.Loopback, 0), 32 << 20);
    private readonly LeaderPath _path;
    private readonly TurbineReceiver _receiver;

    public LeaderMethod(ErasureCode code)
    {
        _path = new LeaderPath(_from, code, 1);
        _path.Sender.SetDestination(0, _to.LocalEndPoint);
        _receiver = new TurbineReceiver(_to);
        Name = $"2 MB blocks with parity, proofs and signatures, {code.DataShards}+{code.ParityShards}";
    }

    public override string Name { get; }

    public override int DatagramBytes => Core.Limits.Shred.MaxBytes;

    public override void Dispose()
    {
        _path.Dispose();
        _receiver.Dispose();
        _from.Dispose();
        _to.Dispose();
    }

    protected override int Send() => _path.SendBlock();

    protected override int Receive()
    {
        int count = 0;
        _ = _receiver.Poll(5);
        while (_receiver.TryNext(out ReadOnlySpan<byte> datagram, out _))
        {
            if (ShredView.TryDecode(datagram, out _) != ShredError.None)
                throw new InvalidOperationException("what arrived is no shred");
            count++;
        }

        return count;
    }
}
