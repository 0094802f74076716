using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;

namespace Aether.Node.Snapshots;

/// <summary>The chunks that a half-written snapshot has already, in a file beside them.</summary>
/// <remarks>
/// The file may end in the middle of an entry or name chunks that are not there: what it says is checked when it is
/// read. It starts with a hash of what the snapshot is of, so that it is never taken for another one's.
/// </remarks>
internal sealed class SnapshotJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly AceWriter _entry = new();

    private SnapshotJournal(FileStream file, List<SnapshotPart> parts)
    {
        _file = file;
        Parts = parts;
    }

    /// <summary>The chunks written so far, in order.</summary>
    public List<SnapshotPart> Parts { get; }

    /// <summary>Opens the journal of a snapshot, or starts it.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="source">What the snapshot is of.</param>
    /// <param name="holds">True when a chunk is there and valid.</param>
    public static SnapshotJournal Open(string path, SnapshotSource source, Func<SnapshotPart, bool> holds)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Hash256 subject = SnapshotContent.NameOf(Ace.Encode(source.Describe(null, [])));
        List<SnapshotPart> parts = Read(file, subject, holds);
        file.SetLength(Hash256.Bytes + ((long)parts.Count * SnapshotPart.EncodedBytes));
        file.Position = 0;
        file.Write(subject.Span);
        file.Position = file.Length;
        return new SnapshotJournal(file, parts);
    }

    /// <summary>Adds a chunk that is on disk.</summary>
    public void Append(SnapshotPart part)
    {
        _entry.Clear();
        part.Encode(_entry);
        _file.Write(_entry.WrittenSpan);
        _file.Flush();
        Parts.Add(part);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static List<SnapshotPart> Read(FileStream file, Hash256 subject, Func<SnapshotPart, bool> holds)
    {
        const long MaxBytes = Hash256.Bytes + ((long)Limits.Snapshot.MaxChunks * SnapshotPart.EncodedBytes);
        byte[] bytes = new byte[Math.Min(file.Length, MaxBytes)];
        file.ReadExactly(bytes);
        List<SnapshotPart> parts = [];
        if (!bytes.AsSpan().StartsWith(subject.Span))
        {
            return parts;
        }
        AceReader reader = new(bytes.AsSpan(Hash256.Bytes));
        Hash256 first = Hash256.Zero;
        while (reader.Remaining >= SnapshotPart.EncodedBytes)
        {
            SnapshotPart part = SnapshotPart.Decode(ref reader);
            if (reader.Failed || part.First != first || !holds(part))
            {
                break;
            }
            parts.Add(part);
            if (part.Last == KeyOrder.Greatest)
            {
                break;
            }
            first = KeyOrder.Next(part.Last);
        }
        return parts;
    }
}
