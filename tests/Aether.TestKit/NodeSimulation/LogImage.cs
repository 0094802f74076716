using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// The bytes of a log on a disk of which the last record counts: durable ones, and a tail that no flush followed.
/// Records are a length, the encoding and the start of its SHA-256.
/// </summary>
internal sealed class LogImage<T>
    where T : class, IAceValue<T>
{
    private const int DigestBytes = 8;
    private const int CompactAbove = 64 * 1_024;

    private readonly List<byte> _durable = [];
    private readonly List<byte> _tail = [];
    private T? _written;

    /// <summary>The last record that a crash cannot take.</summary>
    public T? Durable { get; private set; }

    /// <summary>Writes a record that may still be lost or torn.</summary>
    public void Write(T record)
    {
        byte[] body = Ace.Encode(record);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        _tail.AddRange(length);
        _tail.AddRange(body);
        _tail.AddRange(SHA256.HashData(body).AsSpan(0, DigestBytes));
        _written = record;
    }

    /// <summary>Makes everything written durable.</summary>
    public void Sync()
    {
        if (_durable.Count > CompactAbove && _tail.Count > 0)
        {
            // A new file with the last record takes the place of the old one in one rename.
            _durable.Clear();
        }
        _durable.AddRange(_tail);
        _tail.Clear();
        Durable = _written;
    }

    /// <summary>
    /// The machine stops: of what was not flushed, any first part stays, its last bytes perhaps wrong.
    /// </summary>
    /// <returns>True when a record was torn.</returns>
    public bool LosePower(SimulationRandom random)
    {
        bool torn = _tail.Count > 0;
        if (_tail.Count > 0)
        {
            int kept = random.Below(_tail.Count + 1);
            _durable.AddRange(_tail.Take(kept));
            if (kept > 0 && random.Chance(1, 2))
            {
                _durable[^1] ^= (byte)random.Between(1, 255);
            }
            _tail.Clear();
        }
        _written = Read();
        Durable = _written;
        return torn;
    }

    /// <summary>The last whole record, by the bytes; what follows it is cut off.</summary>
    public T? Read()
    {
        ReadOnlySpan<byte> bytes = _durable.ToArray();
        T? last = null;
        int at = 0;
        while (TryRead(bytes[at..], out T? record, out int length))
        {
            last = record;
            at += length;
        }
        _durable.RemoveRange(at, _durable.Count - at);
        return last;
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out T? record, out int length)
    {
        record = null;
        length = 0;
        if (bytes.Length < 4)
        {
            return false;
        }
        int body = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        length = 4 + body + DigestBytes;
        if (body < 0 || bytes.Length < length)
        {
            return false;
        }
        bool whole = SHA256.HashData(bytes.Slice(4, body)).AsSpan(0, DigestBytes)
            .SequenceEqual(bytes.Slice(4 + body, DigestBytes));
        bool decoded = Ace.TryDecode(bytes.Slice(4, body), out T read, out DecodeError _);
        record = read;
        return whole && decoded;
    }
}
