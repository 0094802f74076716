using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Execution.Storage.Log;

/// <summary>
/// An append-only log of checksummed records in segments: a record is on disk when <see cref="Append"/> or
/// <see cref="MakeDurable"/> returns.
/// </summary>
/// <remarks>
/// Each record is chained to the one before, so a missing, exchanged or repeated one is noticed like a damaged one.
/// Only a record that was never acknowledged is dropped when the log is opened. <c>LogFormat</c> has the format.
/// <b>Threads</b>: one at a time by the caller, but for <see cref="MakeDurable"/> and <see cref="IsDurable"/>, which
/// any may call meanwhile: who syncs keeps nobody from writing the next record, and one sync serves all that wait.
/// <b>Cost</b>: an append allocates nothing once its buffer has grown.
/// <b>Errors</b>: after a failed write or sync every further append fails.
/// </remarks>
public sealed class BlockLog : IDisposable
{
    private readonly ILogDisk _disk;
    private readonly BlockLogOptions _options;

    // First sequence of each segment, ascending; the last one is open for appending.
    private readonly List<ulong> _segments = [];
    private Hash256 _identity;

    // Orders syncs, marks and the change of segments. Taken after what orders the appends.
    private readonly Lock _syncs = new();

    // Records of the open segment that no sync is known to have followed.
    private readonly ConcurrentQueue<LogMark> _unmarked = new();
    private ulong _durable;
    private ulong _last;
    private ILogFile? _file;
    private byte[] _buffer = NewBuffer(64 * 1024);
    private Hash256 _digest;
    private long _end;
    private long _olderBytes;
    private volatile bool _failed;

    private BlockLog(ILogDisk disk, BlockLogOptions options)
    {
        _disk = disk;
        _options = options;
        _identity = options.NewIdentity;
    }

    /// <summary>Sequence of the last record; 0 in a log without records.</summary>
    public ulong LastSequence
    {
        get => Volatile.Read(ref _last);
        private set => Volatile.Write(ref _last, value);
    }

    /// <summary>Bytes of all segments.</summary>
    public long TotalBytes => _olderBytes + _end;

    /// <summary>Segments kept.</summary>
    public int SegmentCount => _segments.Count;

    /// <summary>Opens a log, or makes one on a disk without segments.</summary>
    /// <param name="disk">Owned by the result.</param>
    /// <param name="options">What it belongs to.</param>
    /// <param name="applied">Records up to here are no longer needed; 0 for none.</param>
    /// <param name="replay">Sees every record above, in order.</param>
    /// <exception cref="LogDamagedException">What was acknowledged is not all there.</exception>
    public static BlockLog Open(ILogDisk disk, BlockLogOptions options, ulong applied, LogReplay replay)
    {
        BlockLog log = new(disk, options);
        try
        {
            log.Load(applied, replay);
            return log;
        }
        catch
        {
            log._file?.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record. When this returns, it is on disk.</summary>
    /// <returns>Its sequence.</returns>
    public ulong Append(LogRecordKind kind, ReadOnlySpan<byte> payload)
    {
        ulong sequence = Write(kind, payload);
        MakeDurable(sequence);
        return sequence;
    }

    /// <summary>Appends a record, which a power loss may take until <see cref="MakeDurable"/> was called.</summary>
    /// <param name="kind">What it holds.</param>
    /// <param name="payload">Its payload, or how it begins.</param>
    /// <param name="rest">How the payload goes on.</param>
    /// <returns>Its sequence.</returns>
    public ulong Write(LogRecordKind kind, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest = default)
    {
        Check.That(payload.Length <= Limits.Storage.MaxRecordBytes - rest.Length);
        ThrowIfFailed();
        try
        {
            if (_end >= _options.SegmentBytes)
            {
                Roll();
            }
            ulong sequence = LastSequence + 1;
            Span<byte> record = Encode(kind, sequence, payload, rest);
            int bytes = record.Length;
            _file!.Write(_end, record[..^LogFormat.MarkBytes]);
            _unmarked.Enqueue(new LogMark(sequence, _end + bytes - LogFormat.MarkBytes));
            _end += bytes;
            // Read by who syncs: the record is written and its mark is in the queue.
            LastSequence = sequence;
            return sequence;
        }
        catch
        {
            _failed = true;
            throw;
        }
    }

    /// <summary>True when a record and all before it are on disk. Any thread.</summary>
    public bool IsDurable(ulong sequence) => Volatile.Read(ref _durable) >= sequence;

    /// <summary>
    /// Brings a written record to the disk with all before it, and with those written before the sync begins. Any
    /// thread.
    /// </summary>
    /// <exception cref="IOException">The disk failed, now or before.</exception>
    public void MakeDurable(ulong sequence)
    {
        lock (_syncs)
        {
            if (!IsDurable(sequence))
            {
                ThrowIfFailed();
                SyncAll();
            }
        }
    }

    /// <summary>Removes the segments that hold no record above a sequence; the last one always stays.</summary>
    public void Trim(ulong applied)
    {
        bool any = false;
        while (_segments.Count > 1 && _segments[1] <= applied + 1)
        {
            _disk.Delete(LogFormat.NameOf(_segments[0]));
            _segments.RemoveAt(0);
            any = true;
        }
        if (any)
        {
            _disk.SyncNames();
            _olderBytes = SumOlder();
        }
    }

    /// <summary>Closes the log; marks are on disk then.</summary>
    public void Dispose()
    {
        try
        {
            if (_file is not null && !_failed)
            {
                SyncAll();
                _file.Sync();
            }
        }
        finally
        {
            _file?.Dispose();
            _file = null;
            _disk.Dispose();
        }
    }

    private void Load(ulong applied, LogReplay replay)
    {
        foreach (string name in _disk.List())
        {
            if (LogFormat.TryReadName(name, out ulong first))
            {
                _segments.Add(first);
            }
        }
        DropApplied(applied);
        if (_segments.Count == 0)
        {
            if (applied > 0 || _options.MustExist)
            {
                throw new LogDamagedException("it is missing");
            }
            Create(1);
            return;
        }
        for (int index = 0; index < _segments.Count; index++)
        {
            LoadSegment(index, applied, replay);
        }
        if (LastSequence < applied)
        {
            throw new LogDamagedException(
                $"the block log ends with record {LastSequence}, and the store has its records up to {applied}");
        }
        _durable = LastSequence;
        _olderBytes = SumOlder();
    }

    // A crash may have come while segments were being removed: what lies before the one in use is of no use.
    private void DropApplied(ulong applied)
    {
        int keep = _segments.FindLastIndex(first => first <= applied + 1);
        if (keep > 0 && keep == _segments.Count - 1 && IsEmpty(_segments[keep]))
        {
            // It may not have got its header yet; then the one before is still the end of the log.
            keep--;
        }
        for (int index = 0; index < keep; index++)
        {
            _disk.Delete(LogFormat.NameOf(_segments[index]));
        }
        if (keep > 0)
        {
            _segments.RemoveRange(0, keep);
            _disk.SyncNames();
        }
    }

    private bool IsEmpty(ulong first)
    {
        using ILogFile file = _disk.Open(LogFormat.NameOf(first));
        return file.Length <= LogFormat.SegmentHeaderBytes;
    }

    private void LoadSegment(int index, ulong applied, LogReplay replay)
    {
        string name = LogFormat.NameOf(_segments[index]);
        bool isLast = index == _segments.Count - 1;
        ILogFile file = _disk.Open(name);
        bool keep = false;
        try
        {
            LogSegment segment = LogSegment.Read(file, applied, replay);
            if (!segment.HasHeader)
            {
                DropUnborn(file, index, applied);
                return;
            }
            CheckHeader(segment, index, applied);
            if (segment.Damage is { } damage)
            {
                throw new LogDamagedException($"{name}: {damage}");
            }
            if (segment.HasTail && !isLast)
            {
                throw new LogDamagedException($"{name}: record {segment.Next} at byte {segment.End} is damaged");
            }
            _digest = segment.Digest;
            LastSequence = segment.Next - 1;
            _identity = segment.Header.Identity;
            if (isLast)
            {
                Take(file, segment);
                keep = true;
            }
        }
        finally
        {
            if (!keep)
            {
                file.Dispose();
            }
        }
    }

    private void CheckHeader(LogSegment segment, int index, ulong applied)
    {
        string name = LogFormat.NameOf(_segments[index]);
        if (segment.Header.Chain != _options.Chain)
        {
            throw new LogDamagedException($"{name} belongs to another chain");
        }
        bool follows = index == 0
            ? segment.Header.First <= applied + 1
            : segment.Header.First == LastSequence + 1 && segment.Header.Before == _digest
                && segment.Header.Identity == _identity;
        if (segment.Header.First != _segments[index] || !follows)
        {
            throw new LogDamagedException($"{name} does not follow what lies before it");
        }
    }

    // A segment gets its first record only when its header is on disk.
    private void DropUnborn(ILogFile file, int index, ulong applied)
    {
        bool unborn = index == _segments.Count - 1 && file.Length <= LogFormat.SegmentHeaderBytes
            && (index > 0 || (applied == 0 && _segments[0] == 1));
        string name = LogFormat.NameOf(_segments[index]);
        if (!unborn)
        {
            throw new LogDamagedException($"{name}: its header is damaged");
        }
        file.Dispose();
        _disk.Delete(name);
        _segments.RemoveAt(index);
        if (index == 0)
        {
            Create(1);
            return;
        }
        ILogFile last = _disk.Open(LogFormat.NameOf(_segments[^1]));
        _file = last;
        _end = last.Length;
    }

    // Ready to append behind the last record. It and others may never have been synced: a process can end before that.
    private void Take(ILogFile file, LogSegment segment)
    {
        _file = file;
        _end = segment.End;
        if (segment.HasTail)
        {
            file.Truncate(_end);
        }
        file.Sync();
        foreach (LogMark mark in segment.Unmarked)
        {
            WriteMark(file, mark);
        }
        _durable = LastSequence;
    }

    private void Roll()
    {
        lock (_syncs)
        {
            SyncAll();
            // The marks of a closed segment are never written again.
            _file!.Sync();
            _file.Dispose();
            _file = null;
            _olderBytes += _end;
            Create(LastSequence + 1);
        }
    }

    // Who calls this holds _syncs. Records that are written meanwhile keep waiting.
    private void SyncAll()
    {
        ulong last = LastSequence;
        try
        {
            _file!.Sync();
            while (_unmarked.TryPeek(out LogMark mark) && mark.Sequence <= last)
            {
                WriteMark(_file, mark);
                _unmarked.TryDequeue(out _);
            }
        }
        catch
        {
            _failed = true;
            throw;
        }
        Volatile.Write(ref _durable, last);
    }

    private void ThrowIfFailed()
    {
        if (_failed)
        {
            throw new IOException("the block log failed before and takes no more records");
        }
    }

    private void Create(ulong first)
    {
        _file = _disk.Create(LogFormat.NameOf(first));
        Span<byte> header = stackalloc byte[LogFormat.SegmentHeaderBytes];
        LogFormat.WriteSegmentHeader(header, new LogSegmentHeader(first, _identity, _options.Chain, _digest));
        _file.Write(0, header);
        _file.Sync();
        _disk.SyncNames();
        _segments.Add(first);
        _end = LogFormat.SegmentHeaderBytes;
    }

    // The buffer holds the digest before, then the record, which is given with its mark. It lies in memory as it will
    // in the file, up to a page: a long one can be written without a copy.
    private Span<byte> Encode(
        LogRecordKind kind, ulong sequence, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest)
    {
        int length = payload.Length + rest.Length;
        int bytes = LogFormat.RecordBytes(length);
        int needed = bytes + (2 * LogFormat.PageBytes);
        if (_buffer.Length < needed)
        {
            _buffer = NewBuffer(Math.Max(needed, Math.Min(2 * _buffer.Length, Limits.Storage.MaxRecordBytes)));
        }
        int at = StartInPage(_buffer, _end);
        Span<byte> record = _buffer.AsSpan(at, bytes);
        _digest.Span.CopyTo(_buffer.AsSpan(at - Hash256.Bytes));
        LogFormat.WriteHead(record, kind, sequence, length);
        payload.CopyTo(record[LogFormat.HeadBytes..]);
        rest.CopyTo(record[(LogFormat.HeadBytes + payload.Length)..]);
        int hashed = LogFormat.HeadBytes + length;
        record[hashed..].Clear();
        Span<byte> digest = record.Slice(hashed, LogFormat.DigestBytes);
        Blake3.Hash(_buffer.AsSpan(at - Hash256.Bytes, Hash256.Bytes + hashed), digest);
        _digest = new Hash256(digest);
        return record;
    }

    // Pinned, so that an address holds until the record is written.
    private static byte[] NewBuffer(int bytes) => GC.AllocateUninitializedArray<byte>(bytes, pinned: true);

    // The first index behind room for a digest whose address is an offset's in its page.
    private static unsafe int StartInPage(byte[] buffer, long offset)
    {
        // SAFETY: the array is pinned, and only its address is looked at.
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer)) + Hash256.Bytes;
        int inPage = (int)(address % LogFormat.PageBytes);
        int wanted = (int)(offset % LogFormat.PageBytes);
        return Hash256.Bytes + ((LogFormat.PageBytes + wanted - inPage) % LogFormat.PageBytes);
    }

    private void WriteMark(ILogFile file, LogMark place)
    {
        Span<byte> mark = stackalloc byte[LogFormat.MarkBytes];
        LogFormat.WriteMark(mark, _identity, place.Sequence);
        file.Write(place.Offset, mark);
    }

    private long SumOlder()
    {
        long sum = 0;
        for (int index = 0; index < _segments.Count - 1; index++)
        {
            using ILogFile file = _disk.Open(LogFormat.NameOf(_segments[index]));
            sum += file.Length;
        }
        return sum;
    }
}
