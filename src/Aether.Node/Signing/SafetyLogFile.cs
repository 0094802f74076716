using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>An append-only file of records, each chained to the one before; the last one is what counts.</summary>
/// <remarks>
/// <b>Format</b>: record = payload length u32, type u8, version u8, check of these six bytes u16, payload,
/// SHA-256(previous digest || header || payload). The first "previous digest" binds the file to one chain and key.
/// A record that ends before it should at the very end of the file was being written when the machine stopped: it was
/// never acknowledged and is cut off. Damage anywhere else means the file cannot be trusted: opening fails.
/// <b>Threads</b>: one writer.
/// </remarks>
internal sealed class SafetyLogFile : IDisposable
{
    private const int HeaderBytes = 8;
    private const int DigestBytes = 32;
    private const byte RecordType = 1;
    private const byte Version = 1;
    private const int MaxPayloadBytes = 1 << 20;
    private const long DefaultCompactAtBytes = 16L << 20;

    private readonly string _path;
    private readonly byte[] _seed;
    private readonly long _compactAtBytes;
    private long _tailStart;
    private FileStream _file;
    private byte[] _digest;

    private SafetyLogFile(string path, FileStream file, byte[] seed, long compactAtBytes)
    {
        _path = path;
        _compactAtBytes = compactAtBytes;
        _file = file;
        _seed = seed;
        _digest = seed;
    }

    /// <summary>Payload of the last record; null in a file without records.</summary>
    public byte[]? Last { get; private set; }

    /// <summary>Something unreadable that a torn write does not explain lies behind the last record.</summary>
    public bool HasDamage { get; private set; }

    /// <summary>Creates an empty log; fails when the file exists, so that no history can be lost by mistake.</summary>
    public static SafetyLogFile Create(string path, Hash256 genesisHash, ReadOnlySpan<byte> keyId)
    {
        FileStream file = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        file.Flush(flushToDisk: true);
        SafetyFiles.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new SafetyLogFile(path, file, Seed(genesisHash, keyId), DefaultCompactAtBytes);
    }

    /// <summary>Opens a log and reads it to the end.</summary>
    /// <exception cref="SafetyLogException">
    /// The file is missing, damaged, or belongs to another chain or key.
    /// </exception>
    public static SafetyLogFile Open(string path, Hash256 genesisHash, ReadOnlySpan<byte> keyId)
    {
        SafetyLogFile log = OpenAsFound(path, genesisHash, keyId, DefaultCompactAtBytes);
        try
        {
            if (log.HasDamage)
            {
                throw new SafetyLogException(
                    $"the safety log {path} is damaged at byte {log._tailStart} or belongs to another chain or key; "
                    + Advice);
            }
            log.CutTail();
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a log and reads it up to what is not a record. Nothing is changed; before the first append the caller
    /// decides on the tail with <see cref="CutTail"/>.
    /// </summary>
    /// <exception cref="SafetyLogException">The file is missing.</exception>
    public static SafetyLogFile OpenAsFound(
        string path, Hash256 genesisHash, ReadOnlySpan<byte> keyId, long compactAtBytes = DefaultCompactAtBytes)
    {
        if (!File.Exists(path))
        {
            throw new SafetyLogException(
                $"the safety log {path} is missing, and signing without it could sign twice; {Advice}");
        }
        FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        SafetyLogFile log = new(path, file, Seed(genesisHash, keyId), compactAtBytes);
        try
        {
            log.Recover();
            return log;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Cuts off what lies behind the last record.</summary>
    public void CutTail()
    {
        if (_file.Length != _tailStart)
        {
            _file.SetLength(_tailStart);
            _file.Flush(flushToDisk: true);
        }
        _file.Position = _tailStart;
        HasDamage = false;
    }

    /// <summary>Appends a record. When this returns, the record is on disk.</summary>
    public void Append(ReadOnlySpan<byte> payload)
    {
        if (_file.Position > _compactAtBytes)
        {
            Compact();
        }
        WriteRecord(_file, payload);
        _file.Flush(flushToDisk: true);
        Last = payload.ToArray();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static string Advice =>
        "restore it from this machine, or start with new validator keys; never copy one from another running node";

    private static byte[] Seed(Hash256 genesisHash, ReadOnlySpan<byte> keyId) =>
        SHA256.HashData([.. "aeth/safety-log/v1"u8, .. genesisHash.Span, .. keyId]);

    private static byte[] Digest(byte[] previous, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        SHA256.HashData([.. previous, .. header, .. payload]);

    private static ushort HeaderCheck(ReadOnlySpan<byte> header)
    {
        uint crc = BitOperations.Crc32C(0, BinaryPrimitives.ReadUInt32LittleEndian(header));
        return (ushort)BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt16LittleEndian(header[4..]));
    }

    private void WriteRecord(FileStream file, ReadOnlySpan<byte> payload)
    {
        byte[] record = new byte[HeaderBytes + payload.Length + DigestBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)payload.Length);
        record[4] = RecordType;
        record[5] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), HeaderCheck(record));
        payload.CopyTo(record.AsSpan(HeaderBytes));
        byte[] digest = Digest(_digest, record.AsSpan(0, HeaderBytes), payload);
        digest.CopyTo(record, HeaderBytes + payload.Length);
        file.Write(record);
        _digest = digest;
    }

    private void Recover()
    {
        while (true)
        {
            long start = _file.Position;
            ReadResult result = ReadRecord(out byte[] payload, out byte[] digest);
            if (result == ReadResult.Record)
            {
                Last = payload;
                _digest = digest;
                continue;
            }
            HasDamage = result == ReadResult.Damaged;
            _tailStart = start;
            return;
        }
    }

    private ReadResult ReadRecord(out byte[] payload, out byte[] digest)
    {
        payload = [];
        digest = [];
        byte[] header = new byte[HeaderBytes];
        if (_file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
        {
            return ReadResult.End;
        }
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        // With a checked header, a record that ends too early is a torn write and never a damaged length.
        bool known = header[4] == RecordType && header[5] == Version
            && BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6)) == HeaderCheck(header);
        if (!known || length > MaxPayloadBytes)
        {
            return RestIsZero(header) ? ReadResult.End : ReadResult.Damaged;
        }
        byte[] body = new byte[length + DigestBytes];
        if (_file.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
        {
            return ReadResult.End;
        }
        payload = body[..(int)length];
        digest = body[(int)length..];
        if (Digest(_digest, header, payload).AsSpan().SequenceEqual(digest))
        {
            return ReadResult.Record;
        }
        // A bad last record is a torn write; a bad record with more behind it is damage.
        return _file.Position == _file.Length && Last is not null ? ReadResult.End : ReadResult.Damaged;
    }

    // A crash can leave a file that was extended but never filled.
    private bool RestIsZero(byte[] header)
    {
        byte[] buffer = new byte[4096];
        bool zero = header.AsSpan().IndexOfAnyExcept((byte)0) < 0;
        int count;
        while (zero && (count = _file.Read(buffer)) > 0)
        {
            zero = buffer.AsSpan(0, count).IndexOfAnyExcept((byte)0) < 0;
        }
        return zero;
    }

    // Keeps the file small: a new file with only the last record replaces the old one in one rename.
    private void Compact()
    {
        string next = _path + ".next";
        byte[] last = Last!;
        FileStream file = new(next, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        _digest = _seed;
        WriteRecord(file, last);
        file.Flush(flushToDisk: true);
        File.Move(next, _path, overwrite: true);
        SafetyFiles.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        _file.Dispose();
        _file = file;
    }

    private enum ReadResult
    {
        Record,
        End,
        Damaged,
    }
}
