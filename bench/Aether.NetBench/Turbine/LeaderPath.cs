using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Native.Sockets;
using Aether.Network.Turbine;

namespace Aether.NetBench.Turbine;

/// <summary>Encodes a block into the sender's ring, signs its sets together, and sends the shreds.</summary>
internal sealed class LeaderPath : IDisposable
{
    private readonly ShredEncoder _encoder;
    private readonly ShredSigner _signer;
    private readonly FecSetHeader[] _headers;
    private readonly byte[] _payload = new byte[LeaderMethod.BlockBytes];
    private readonly int _nodes;
    private ulong _view;

    public LeaderPath(DatagramSocket socket, ErasureCode code, int nodes)
    {
        _encoder = new ShredEncoder(code);
        byte[] seed = new byte[32];
        Random random = new(1);
        random.NextBytes(seed);
        random.NextBytes(_payload);
        _signer = new ShredSigner(default, seed);
        _nodes = nodes;
        int sets = (_payload.Length + _encoder.Layout.SetCapacity - 1) / _encoder.Layout.SetCapacity;
        _headers = new FecSetHeader[sets];
        int shreds = sets * code.TotalShards;
        Sender = new TurbineSender(socket, sets, _encoder.Layout.BufferBytes, nodes, shreds);
    }

    public TurbineSender Sender { get; }

    /// <summary>Nanoseconds of the thread in the last block: encoding, signing, queueing and the kernel.</summary>
    public long EncodeNs { get; private set; }

    public long SignNs { get; private set; }

    public long SendNs { get; private set; }

    public int SendBlock()
    {
        long before = Sender.SentDatagrams;
        long start = ThreadClock.Nanoseconds;
        ReadOnlySpan<byte> payload = _payload;
        _encoder.Begin(1, ++_view, 0, Hash256.Zero);
        int set = 0;
        while (_encoder.TryFill(Sender.Slot(set), ref payload, out FecSetHeader header))
            _headers[set++] = header;
        _headers[set] = _encoder.Finish(Sender.Slot(set));
        long encoded = ThreadClock.Nanoseconds;
        _signer.Sign(_headers, Sender.SlotRange(0, _headers.Length));
        long signed = ThreadClock.Nanoseconds;
        Queue();
        Sender.Flush(1_000);
        long sent = ThreadClock.Nanoseconds;
        (EncodeNs, SignNs, SendNs) = (encoded - start, signed - encoded, sent - signed);
        return (int)(Sender.SentDatagrams - before);
    }

    public void Dispose()
    {
        Sender.Dispose();
        _signer.Dispose();
    }

    private void Queue()
    {
        ShredLayout layout = _encoder.Layout;
        int next = 0;
        for (int set = 0; set < _headers.Length; set++)
        {
            int bytes = layout.ShredBytes((int)_headers[set].SetBytes);
            for (int shard = 0; shard < layout.Code.TotalShards; shard++)
            {
                _ = Sender.TryQueue(next, set, (shard * ShredLayout.SlotBytes) + ShredLayout.LeadBytes, bytes);
                next = next + 1 == _nodes ? 0 : next + 1;
            }
        }
    }
}
