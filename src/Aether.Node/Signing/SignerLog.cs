using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The durable watermarks of one key: a log, and an anchor that knows how far the log has come.</summary>
/// <remarks>
/// <b>Order</b>: log, then anchor, both on disk before a signature leaves. So whatever left is in both, and a log that
/// ends before its anchor is an old copy or has lost its end: it is refused. A log one record ahead of its anchor was
/// interrupted between the two. An old log beside an anchor of the same age is not found here.
/// <b>Threads</b>: one. Both files are locked while open.
/// </remarks>
internal sealed class SignerLog : IDisposable
{
    private const string WayOut =
        "safe ways out: bring back the files of this machine as they were last; or retire this log, export a newer "
        + "one where this key signed last, and import it; or sign with new keys. Never start from a backup";

    private readonly SafetyLogFile _log;
    private readonly SafetyLogFile _anchor;

    private SignerLog(SafetyLogFile log, SafetyLogFile anchor, SignerRecord record)
    {
        _log = log;
        _anchor = anchor;
        Record = record;
    }

    /// <summary>The last record.</summary>
    public SignerRecord Record { get; private set; }

    /// <summary>Makes both files with their first record; fails when either exists.</summary>
    /// <exception cref="SafetyLogException">A log or an anchor is there already.</exception>
    public static void Create(SignerLogPlace place, SignerRecord first)
    {
        foreach (string path in new[] { place.LogPath, place.AnchorPath })
        {
            if (File.Exists(path))
            {
                throw new SafetyLogException(
                    $"{path} exists: this key may have signed, and an empty log would let it sign twice");
            }
        }
        Directory.CreateDirectory(Path.GetDirectoryName(place.AnchorPath)!);
        // The anchor first: a log without an anchor could have been used, an anchor without a log cannot.
        CreateFile(place.AnchorPath, place.GenesisHash, place.AnchorId, first);
        CreateFile(place.LogPath, place.GenesisHash, place.KeyId, first);
    }

    /// <summary>Opens both files and compares them.</summary>
    /// <exception cref="SafetyLogException">A file is missing, damaged, in use, or the log is an old copy.</exception>
    public static SignerLog Open(SignerLogPlace place)
    {
        SafetyLogFile? log = null;
        SafetyLogFile? anchor = null;
        try
        {
            log = OpenFile(place.LogPath, place.GenesisHash, place.KeyId, place.CompactAtBytes);
            anchor = OpenFile(place.AnchorPath, place.GenesisHash, place.AnchorId, place.CompactAtBytes);
            SignerRecord record = Judge(place, log, anchor, out SignerRecord anchored);
            log.CutTail();
            anchor.CutTail();
            SignerLog opened = new(log, anchor, record);
            if (anchored != record)
            {
                anchor.Append(Ace.Encode(record));
            }
            return opened;
        }
        catch
        {
            log?.Dispose();
            anchor?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the last record without the anchor, for a copy of what is there. Changes nothing.</summary>
    public static SignerRecord ReadLog(SignerLogPlace place)
    {
        using SafetyLogFile log = OpenFile(place.LogPath, place.GenesisHash, place.KeyId, place.CompactAtBytes);
        return Decode(place.LogPath, log);
    }

    /// <summary>Appends a record. When this returns, it is on disk in both files.</summary>
    public void Append(SignerRecord record)
    {
        byte[] bytes = Ace.Encode(record);
        _log.Append(bytes);
        _anchor.Append(bytes);
        Record = record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _anchor.Dispose();
    }

    // What left was in both files. So a damaged tail of one holds nothing that left, if the other shows that the
    // records before it reach as far.
    private static SignerRecord Judge(
        SignerLogPlace place, SafetyLogFile log, SafetyLogFile anchor, out SignerRecord anchored)
    {
        SignerRecord record = Decode(place.LogPath, log);
        anchored = Decode(place.AnchorPath, anchor);
        if (log.HasDamage && anchor.HasDamage)
        {
            throw new SafetyLogException($"{place.LogPath} and {place.AnchorPath} are damaged; {WayOut}");
        }
        if (record.Sequence < anchored.Sequence)
        {
            throw new SafetyLogException(
                $"{place.LogPath} ends at record {record.Sequence}, but record {anchored.Sequence} was written: it is "
                + $"an old copy or has lost its end; {WayOut}");
        }
        if (!record.Covers(anchored) || (record.Sequence == anchored.Sequence && record != anchored))
        {
            throw new SafetyLogException(
                $"{place.LogPath} and {place.AnchorPath} tell different histories; {WayOut}");
        }
        return record;
    }

    private static SignerRecord Decode(string path, SafetyLogFile file) =>
        file.Last is { } bytes && Ace.TryDecode(bytes, out SignerRecord record, out DecodeError _)
            ? record
            : throw new SafetyLogException(
                $"{path} is damaged from its start or belongs to another chain or key; {WayOut}");

    private static SafetyLogFile OpenFile(string path, Hash256 genesisHash, byte[] keyId, long compactAtBytes)
    {
        if (!File.Exists(path))
        {
            throw new SafetyLogException($"{path} is missing, and signing without it could sign twice; {WayOut}");
        }
        try
        {
            return SafetyLogFile.OpenAsFound(path, genesisHash, keyId, compactAtBytes);
        }
        catch (IOException error)
        {
            throw new SafetyLogException($"{path} cannot be opened, another signer may use it: {error.Message}");
        }
    }

    private static void CreateFile(string path, Hash256 genesisHash, byte[] keyId, SignerRecord first)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        using (SafetyLogFile file = SafetyLogFile.Create(temporary, genesisHash, keyId))
        {
            file.Append(Ace.Encode(first));
        }
        File.Move(temporary, path);
        SafetyFiles.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
