using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;
using Aether.Sdk.Json;

namespace Aether.Sdk.Proofs;

/// <summary>A proof as a file: canonical bytes in a JSON object, enough to check offline with a genesis.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Kind">"account", "receipt" or "object".</param>
/// <param name="GenesisHash">Chain it belongs to.</param>
/// <param name="Subject">Account address, transaction hash or object, 32 bytes.</param>
/// <param name="Value">Account, receipt or object; null for one that does not exist.</param>
/// <param name="Proof">Sparse Merkle proof, or list Merkle proof.</param>
/// <param name="Header">Header whose root it leads to.</param>
/// <param name="Finality">Finality proof of the header.</param>
/// <param name="Epochs">
/// Epoch proofs, one after the other, up to the epoch of the header; null when none are needed or at hand.
/// </param>
public sealed record ProofFile(
    [property: JsonRequired] string Format,
    [property: JsonRequired] string Kind,
    [property: JsonRequired] Hash256 GenesisHash,
    [property: JsonRequired] Hash256 Subject,
    byte[]? Value,
    [property: JsonRequired] byte[] Proof,
    [property: JsonRequired] byte[] Header,
    [property: JsonRequired] byte[] Finality,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[][]? Epochs = null)
{
    /// <summary>The only format.</summary>
    public const string CurrentFormat = "aether-proof/1";

    /// <summary>Kind of an account proof.</summary>
    public const string AccountKind = "account";

    /// <summary>Kind of a receipt proof.</summary>
    public const string ReceiptKind = "receipt";

    /// <summary>Kind of a proof of an object.</summary>
    public const string ObjectKind = "object";

    /// <summary>
    /// Largest file: three headers with all certificates, a receipt, and epoch proofs, in hexadecimal.
    /// </summary>
    public const int MaxFileBytes = 64 * 1024 * 1024;

    /// <summary>A proof of an account's value, or of its absence.</summary>
    public static ProofFile ForAccount(
        Hash256 genesisHash, Address address, byte[]? value, byte[] proof, byte[] header, byte[] finality) =>
        new(CurrentFormat, AccountKind, genesisHash, address.Value, value, proof, header, finality);

    /// <summary>A proof of a transaction's receipt.</summary>
    public static ProofFile ForReceipt(
        Hash256 genesisHash, Hash256 transaction, byte[] receipt, byte[] proof, byte[] header, byte[] finality) =>
        new(CurrentFormat, ReceiptKind, genesisHash, transaction, receipt, proof, header, finality);

    /// <summary>A proof of an object's value, or of its absence.</summary>
    public static ProofFile ForObject(
        Hash256 genesisHash, ObjectId id, byte[]? value, byte[] proof, byte[] header, byte[] finality) =>
        new(CurrentFormat, ObjectKind, genesisHash, id.Value, value, proof, header, finality);

    /// <summary>Reads a file. Unknown members, other formats and kinds are refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ProofFile? file)
    {
        file = null;
        try
        {
            file = utf8.Length <= MaxFileBytes
                ? JsonSerializer.Deserialize(utf8, ProofJsonContext.Default.ProofFile)
                : null;
        }
        catch (JsonException)
        {
            return false;
        }
        bool known = file is { Format: CurrentFormat, Kind: AccountKind or ReceiptKind or ObjectKind }
            && (file.Epochs is null || EpochsFile.AreBounded(file.Epochs));
        file = known ? file : null;
        return known;
    }

    /// <summary>The file's bytes: indented JSON with a final line feed.</summary>
    public byte[] ToUtf8()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, ProofJsonContext.Default.ProofFile);
        return [.. json, (byte)'\n'];
    }
}
