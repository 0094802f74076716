using System.Text.Json.Serialization;
using Aether.Core.Types;
using Aether.Sdk.Json;

namespace Aether.Sdk.Proofs;

/// <summary>A checkpoint of an epoch with the set that it names, as a file: where trust can start.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="CheckpointHash">For a person to compare; computed again by whoever reads the file.</param>
/// <param name="Checkpoint">Canonical bytes of the checkpoint.</param>
/// <param name="Validators">Canonical bytes of the validator set.</param>
public sealed record CheckpointFile(
    [property: JsonRequired] string Format,
    [property: JsonRequired] Hash256 CheckpointHash,
    [property: JsonRequired] byte[] Checkpoint,
    [property: JsonRequired] byte[] Validators)
{
    /// <summary>The only format.</summary>
    public const string CurrentFormat = "aether-checkpoint/1";

    /// <summary>Largest file: the largest validator set in hexadecimal, and room.</summary>
    public const int MaxFileBytes = 8 * 1024 * 1024;

    /// <summary>Reads a file. Unknown members and other formats are refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out CheckpointFile? file)
    {
        file = ProofFiles.Parse(utf8, MaxFileBytes, ProofJsonContext.Default.CheckpointFile);
        file = file is { Format: CurrentFormat } ? file : null;
        return file is not null;
    }

    /// <summary>The file's bytes: indented JSON with a final line feed.</summary>
    public byte[] ToUtf8() => ProofFiles.Format(this, ProofJsonContext.Default.CheckpointFile);
}
