using System.Security.Cryptography;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;

namespace Aether.Node.Signing;

/// <summary>What a node was answered by its signer, in a small file: shows it an old log when it reconnects.</summary>
/// <remarks>
/// Two places are written in turn, so a torn write leaves the one before. Not flushed: a process that is killed loses
/// nothing, a power failure the last seconds, after which an equally old log is not found by this.
/// </remarks>
internal sealed class AnsweredMarks : IDisposable
{
    private const int PlaceBytes = SignerRecord.EncodedBytes + SHA256.HashSizeInBytes;

    private readonly FileStream _file;

    private AnsweredMarks(FileStream file) => _file = file;

    /// <summary>The last marks; null before the first answer.</summary>
    public SignerRecord? Record { get; private set; }

    /// <summary>Opens or creates the file.</summary>
    public static AnsweredMarks Open(string path)
    {
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        AnsweredMarks marks = new(file);
        byte[] places = new byte[2 * PlaceBytes];
        int bytes = file.ReadAtLeast(places, places.Length, throwOnEndOfStream: false);
        for (int place = 0; (place + 1) * PlaceBytes <= bytes; place++)
        {
            ReadOnlySpan<byte> item = places.AsSpan(place * PlaceBytes, PlaceBytes);
            ReadOnlySpan<byte> content = item[..SignerRecord.EncodedBytes];
            bool whole = SHA256.HashData(content).AsSpan().SequenceEqual(item[SignerRecord.EncodedBytes..]);
            if (whole && Ace.TryDecode(content, out SignerRecord record, out DecodeError _)
                && (marks.Record is null || record.Sequence > marks.Record.Sequence))
            {
                marks.Record = record;
            }
        }
        return marks;
    }

    /// <summary>Notes marks. Their sequence is this file's own: a signer that was moved counts anew.</summary>
    public void Write(SignerRecord record)
    {
        Record = record with { Sequence = (Record?.Sequence ?? 0) + 1 };
        byte[] content = Ace.Encode(Record);
        _file.Position = (long)(Record.Sequence % 2) * PlaceBytes;
        _file.Write([.. content, .. SHA256.HashData(content)]);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
