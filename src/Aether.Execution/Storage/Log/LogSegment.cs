using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Execution.Storage.Log;

/// <summary>Reads one segment from its start to where its records end.</summary>
/// <remarks><b>Threads</b>: one. Holds the segment in memory while it reads it.</remarks>
internal sealed class LogSegment
{
    private readonly byte[] _bytes;
    private readonly int _length;
    private Hash256 _digest;

    private LogSegment(byte[] bytes, int length)
    {
        _bytes = bytes;
        _length = length;
    }

    /// <summary>The header; meaningless without <see cref="HasHeader"/>.</summary>
    public LogSegmentHeader Header { get; private set; }

    /// <summary>The file starts with a header that holds.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>Where the last record ends, its mark included.</summary>
    public int End { get; private set; }

    /// <summary>Sequence of the record that would follow.</summary>
    public ulong Next { get; private set; }

    /// <summary>Digest of the last record.</summary>
    public Hash256 Digest => _digest;

    /// <summary>What lies behind the last record, or where a mark is wrong, was acknowledged; else null.</summary>
    public string? Damage { get; private set; }

    /// <summary>Something lies behind the last record.</summary>
    public bool HasTail => End < _length;

    /// <summary>Whole records without a whole mark, and where it belongs: they may never have been synced.</summary>
    public List<LogMark> Unmarked { get; } = [];

    /// <summary>Reads a whole file; <paramref name="replay"/> sees the records above a sequence.</summary>
    public static LogSegment Read(ILogFile file, ulong above, LogReplay? replay)
    {
        int length = checked((int)file.Length);
        byte[] bytes = new byte[length];
        length = file.Read(0, bytes);
        LogSegment segment = new(bytes, length);
        segment.HasHeader = LogFormat.TryReadSegmentHeader(bytes.AsSpan(0, length), out LogSegmentHeader header);
        if (segment.HasHeader)
        {
            segment.Header = header;
            segment.ReadRecords(above, replay);
        }
        return segment;
    }

    private void ReadRecords(ulong above, LogReplay? replay)
    {
        End = LogFormat.SegmentHeaderBytes;
        Next = Header.First;
        _digest = Header.Before;
        while (End < _length && TryReadRecord(out LogRecordKind kind, out int payloadBytes))
        {
            int payloadAt = End + LogFormat.HeadBytes;
            int end = End + LogFormat.RecordBytes(payloadBytes);
            CheckMark(payloadAt + payloadBytes + LogFormat.DigestBytes, end);
            if (Damage is not null)
            {
                return;
            }
            if (Next > above)
            {
                replay?.Invoke(Next, kind, _bytes.AsSpan(payloadAt, payloadBytes));
            }
            _digest = new Hash256(_bytes.AsSpan(payloadAt + payloadBytes, LogFormat.DigestBytes));
            End = end;
            Next++;
        }
        if (HasTail && Damage is null)
        {
            CheckTail();
        }
    }

    private bool TryReadRecord(out LogRecordKind kind, out int payloadBytes)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(End, _length - End);
        bool whole = LogFormat.TryReadHead(rest, Next, out kind, out payloadBytes)
            && rest.Length >= LogFormat.HeadBytes + payloadBytes + LogFormat.DigestBytes;
        if (!whole)
        {
            return false;
        }
        int hashed = LogFormat.HeadBytes + payloadBytes;
        Span<byte> digest = stackalloc byte[LogFormat.DigestBytes];
        // The digest of the record before is written over what precedes this one, which was read already.
        Span<byte> before = _bytes.AsSpan(End - Hash256.Bytes, Hash256.Bytes);
        Span<byte> kept = stackalloc byte[Hash256.Bytes];
        before.CopyTo(kept);
        _digest.Span.CopyTo(before);
        Blake3.Hash(_bytes.AsSpan(End - Hash256.Bytes, Hash256.Bytes + hashed), digest);
        kept.CopyTo(before);
        return digest.SequenceEqual(rest.Slice(hashed, LogFormat.DigestBytes));
    }

    // The record holds; between it and its end lie zeros and a mark, of which a power loss may have taken any part.
    private void CheckMark(int from, int end)
    {
        Span<byte> mark = stackalloc byte[LogFormat.MarkBytes];
        LogFormat.WriteMark(mark, Header.Identity, Next);
        int markAt = end - LogFormat.MarkBytes;
        ReadOnlySpan<byte> padding = _bytes.AsSpan(from, Math.Clamp(_length - from, 0, markAt - from));
        ReadOnlySpan<byte> found = markAt < _length
            ? _bytes.AsSpan(markAt, Math.Min(LogFormat.MarkBytes, _length - markAt))
            : [];
        if (padding.ContainsAnyExcept((byte)0) || !LogFormat.IsPartOf(found, mark))
        {
            Damage = $"record {Next} at byte {End} is damaged behind its digest";
        }
        else if (!found.SequenceEqual(mark))
        {
            Unmarked.Add(new LogMark(Next, markAt));
        }
    }

    // A record that was acknowledged left its mark: what holds neither was being written when the machine stopped.
    private void CheckTail()
    {
        ReadOnlySpan<byte> tail = _bytes.AsSpan(End, _length - End);
        Span<byte> mark = stackalloc byte[LogFormat.MarkBytes];
        LogFormat.WriteMark(mark, Header.Identity, Next);
        bool acknowledged = tail.IndexOf(mark) >= 0;
        LogFormat.WriteMark(mark, Header.Identity, Next + 1);
        if (acknowledged || tail.IndexOf(mark) >= 0)
        {
            Damage = $"record {Next} at byte {End} was acknowledged and is damaged";
        }
    }
}
