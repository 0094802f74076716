using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>One JSON line for each event, each with the hash of all before it.</summary>
/// <remarks>
/// A line ends with <c>"hash"</c>: SHA-256 of the hash before and the line up to there. A changed, removed or inserted
/// line breaks the chain; a cut end does not, which is why the watermarks are not kept here. Lines are not flushed one
/// by one: a power failure can lose the last. Refusals above a rate are counted, not written.
/// <b>Threads</b>: any.
/// </remarks>
internal sealed class AuditLog : IDisposable
{
    private const int RefusalsPerSecond = 20;
    private const int HashDigits = 64;
    private const long RotateAtBytes = 64L << 20;
    private const string HashField = ",\"hash\":\"";

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private FileStream _file;
    private byte[] _hash;
    private long _second;
    private int _refusals;
    private bool _isClosed;
    private int _suppressed;

    private AuditLog(string path, FileStream file, TimeProvider time, byte[] hash)
    {
        _path = path;
        _file = file;
        _time = time;
        _hash = hash;
    }

    /// <summary>Opens or creates the log and continues its chain.</summary>
    /// <exception cref="SafetyLogException">The chain is broken.</exception>
    public static AuditLog Open(string path, TimeProvider time)
    {
        FileStream file = OpenFile(path);
        (byte[] hash, long end, bool whole) = Scan(file);
        if (!whole)
        {
            file.Dispose();
            throw new SafetyLogException(
                $"the audit log {path} was changed after byte {end}; keep it for the investigation and move it away");
        }
        file.SetLength(end);
        file.Position = end;
        return new AuditLog(path, file, time, hash);
    }

    /// <summary>True when every line of a log fits the one before; the count of lines.</summary>
    public static bool Verify(string path, out int lines)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        (byte[] _, long _, bool whole) = Scan(file);
        file.Position = 0;
        using StreamReader reader = new(file);
        lines = 0;
        while (reader.ReadLine() is not null)
        {
            lines++;
        }
        return whole;
    }

    /// <summary>Notes a signature or refusal.</summary>
    public void Write(string key, string peer, SignRequest request, SignerRefusal refusal)
    {
        (string kind, uint? epoch, ulong view, Hash256? hash) = request switch
        {
            VoteSignRequest vote => (vote.Kind.ToString(), vote.Epoch, vote.View, vote.BlockHash),
            TimeoutSignRequest timeout => ("Timeout", timeout.Epoch, timeout.View, (Hash256?)null),
            HeaderSignRequest header => ("Header", header.Header.Epoch, header.Header.View, header.Header.Hash),
            VrfSignRequest vrf => ("Vrf", (uint?)null, vrf.View, (Hash256?)null),
            _ => ("Unknown", null, 0UL, null),
        };
        Append(refusal == SignerRefusal.None ? "signed" : "refused", refusal != SignerRefusal.None, writer =>
        {
            writer.WriteString("key", key);
            writer.WriteString("peer", peer);
            writer.WriteString("kind", kind);
            if (epoch is { } number)
            {
                writer.WriteNumber("epoch", number);
            }
            writer.WriteNumber("view", view);
            if (hash is { } block)
            {
                writer.WriteString("block", block.ToString());
            }
            if (refusal != SignerRefusal.None)
            {
                writer.WriteString("reason", refusal.ToString());
            }
        });
    }

    /// <summary>Notes something else.</summary>
    public void Write(string what, string? key, string peer, string text) =>
        Append(what, what is "malformed" or "rejected", writer =>
        {
            if (key is not null)
            {
                writer.WriteString("key", key);
            }
            writer.WriteString("peer", peer);
            if (text.Length > 0)
            {
                writer.WriteString("text", text);
            }
        });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _file.Flush(flushToDisk: true);
                _file.Dispose();
            }
        }
    }

    private void Append(string what, bool isLimited, Action<Utf8JsonWriter> fields)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            // The threads of connections may outlive the log by a moment; what they have to say then is their own end.
            if (_isClosed || (isLimited && !TryTakeTurn(now.ToUnixTimeSeconds())))
            {
                return;
            }
            ArrayBufferWriter<byte> buffer = new();
            using (Utf8JsonWriter writer = new(buffer))
            {
                writer.WriteStartObject();
                writer.WriteString("time", now.ToString("O", CultureInfo.InvariantCulture));
                writer.WriteString("event", what);
                fields(writer);
                if (_suppressed > 0)
                {
                    writer.WriteNumber("suppressed", _suppressed);
                    _suppressed = 0;
                }
                writer.WriteEndObject();
            }
            ReadOnlySpan<byte> line = buffer.WrittenSpan[..^1];
            _hash = SHA256.HashData([.. _hash, .. line]);
            byte[] tail = Encoding.ASCII.GetBytes($"{HashField}{Convert.ToHexStringLower(_hash)}\"}}\n");
            _file.Write([.. line, .. tail]);
            _file.Flush();
            if (_file.Position > RotateAtBytes)
            {
                Rotate(now);
            }
        }
    }

    // The first line of the next file names the last hash of this one, so the files form one chain.
    private void Rotate(DateTimeOffset now)
    {
        string previous = Convert.ToHexStringLower(_hash);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        string stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        File.Move(_path, $"{_path}.{stamp}-{previous[..8]}");
        _file = OpenFile(_path);
        _hash = new byte[SHA256.HashSizeInBytes];
        Append("continued", false, writer => writer.WriteString("previous", previous));
    }

    private static FileStream OpenFile(string path)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = SafetyFiles.OwnerOnly;
        }
        return new FileStream(path, options);
    }

    private bool TryTakeTurn(long second)
    {
        if (second != _second)
        {
            _second = second;
            _refusals = 0;
        }
        if (_refusals >= RefusalsPerSecond)
        {
            _suppressed++;
            return false;
        }
        _refusals++;
        return true;
    }

    // Reads to the last whole line. What follows without an end of line was being written when the machine stopped.
    private static (byte[] Hash, long End, bool Whole) Scan(FileStream file)
    {
        byte[] hash = new byte[SHA256.HashSizeInBytes];
        long end = 0;
        file.Position = 0;
        using StreamReader reader = new(file, Encoding.UTF8, false, 1 << 16, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            int tail = HashField.Length + HashDigits + 2;
            long bytes = Encoding.UTF8.GetByteCount(line) + 1;
            if (end + bytes > file.Length)
            {
                break;
            }
            if (line.Length < tail)
            {
                return (hash, end, false);
            }
            byte[] next = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(line[..^tail])]);
            string expected = $"{HashField}{Convert.ToHexStringLower(next)}\"}}";
            if (!line.EndsWith(expected, StringComparison.Ordinal))
            {
                return (hash, end, false);
            }
            hash = next;
            end += bytes;
        }
        return (hash, end, true);
    }
}
