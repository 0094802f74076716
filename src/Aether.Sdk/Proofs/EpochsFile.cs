using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core;
using Aether.Core.Types;
using Aether.Sdk.Json;

namespace Aether.Sdk.Proofs;

/// <summary>Epoch proofs as a file: what leads from one validator set to a later one.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="GenesisHash">Chain they belong to.</param>
/// <param name="Epochs">Canonical bytes of epoch proofs, one after the other.</param>
public sealed record EpochsFile(
    [property: JsonRequired] string Format,
    [property: JsonRequired] Hash256 GenesisHash,
    [property: JsonRequired] byte[][] Epochs)
{
    /// <summary>The only format.</summary>
    public const string CurrentFormat = "aether-epochs/1";

    /// <summary>Reads a file. Unknown members and other formats are refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out EpochsFile? file)
    {
        file = null;
        try
        {
            file = utf8.Length <= ProofFile.MaxFileBytes
                ? JsonSerializer.Deserialize(utf8, ProofJsonContext.Default.EpochsFile)
                : null;
        }
        catch (JsonException)
        {
            return false;
        }
        file = file is { Format: CurrentFormat } && AreBounded(file.Epochs) ? file : null;
        return file is not null;
    }

    /// <summary>The file's bytes: indented JSON with a final line feed.</summary>
    public byte[] ToUtf8()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, ProofJsonContext.Default.EpochsFile);
        return [.. json, (byte)'\n'];
    }

    /// <summary>No more proofs than a file may hold, and none of them null.</summary>
    internal static bool AreBounded(byte[][] epochs) =>
        epochs.Length <= Limits.LightClient.MaxEpochProofs && Array.TrueForAll(epochs, proof => proof is not null);
}
