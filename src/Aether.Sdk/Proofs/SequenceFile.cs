using System.Text.Json.Serialization;
using Aether.Core;
using Aether.Core.Types;
using Aether.Sdk.Json;

namespace Aether.Sdk.Proofs;

/// <summary>A recorded slot and the header of its block as a file.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="GenesisHash">Chain it belongs to.</param>
/// <param name="Sequence">Canonical bytes of the record.</param>
/// <param name="Header">Canonical bytes of the block's header.</param>
public sealed record SequenceFile(
    [property: JsonRequired] string Format,
    [property: JsonRequired] Hash256 GenesisHash,
    [property: JsonRequired] byte[] Sequence,
    [property: JsonRequired] byte[] Header)
{
    /// <summary>The only format.</summary>
    public const string CurrentFormat = "aether-sequence/1";

    /// <summary>Largest file: a record and a header in hexadecimal, and room.</summary>
    public const int MaxFileBytes = (2 * (Limits.Sequencing.MaxBytes + Limits.Block.MaxHeaderBytes)) + 1_024;

    /// <summary>Reads a file. Unknown members and other formats are refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out SequenceFile? file)
    {
        file = ProofFiles.Parse(utf8, MaxFileBytes, ProofJsonContext.Default.SequenceFile);
        file = file is { Format: CurrentFormat } ? file : null;
        return file is not null;
    }

    /// <summary>The file's bytes: indented JSON with a final line feed.</summary>
    public byte[] ToUtf8() => ProofFiles.Format(this, ProofJsonContext.Default.SequenceFile);
}
