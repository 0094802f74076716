using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>The data of a contract's object. The owner of the object is the contract's admin.</summary>
/// <param name="Stored">Bytes of its storage that rent is due for.</param>
/// <param name="Code">Object of the code that runs.</param>
/// <param name="CodeHash">BLAKE3 of that code.</param>
/// <param name="CodeVersion">Upgrades since its deployment.</param>
/// <param name="Schedule">Version of the gas schedule that its code runs under.</param>
/// <param name="NextCode">Object of the code it may be upgraded to; zero for none.</param>
/// <param name="NextHeight">First height at which that upgrade may be made; zero for none.</param>
/// <remarks><b>Consensus</b>: field order and offsets.</remarks>
public sealed record ContractData(
    ulong Stored,
    ObjectId Code,
    Hash256 CodeHash,
    uint CodeVersion,
    ushort Schedule,
    ObjectId NextCode,
    ulong NextHeight) : IAceValue<ContractData>
{
    /// <summary>Offset of <see cref="Stored"/>, the same as in <see cref="CodeData"/>.</summary>
    public const int StoredOffset = 0;

    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 8 + (3 * Hash256.Bytes) + 4 + 2 + 8;

    /// <inheritdoc/>
    public static ContractData Decode(ref AceReader reader) => new(
        reader.U64(),
        new ObjectId(reader.Hash()),
        reader.Hash(),
        reader.U32(),
        reader.U16(),
        new ObjectId(reader.Hash()),
        reader.U64());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Stored);
        writer.Hash(Code.Value);
        writer.Hash(CodeHash);
        writer.U32(CodeVersion);
        writer.U16(Schedule);
        writer.Hash(NextCode.Value);
        writer.U64(NextHeight);
    }
}
