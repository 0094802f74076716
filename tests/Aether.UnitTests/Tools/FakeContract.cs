using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Sdk.Contracts;

namespace Aether.UnitTests.Tools;

/// <summary>A contract on a <see cref="FakeNode"/>: its code, and what trials of its methods give.</summary>
/// <param name="id">Its identifier.</param>
/// <param name="code">Its module.</param>
internal sealed class FakeContract(ObjectId id, byte[] code)
{
    /// <summary>Its identifier.</summary>
    public ObjectId Id { get; } = id;

    /// <summary>Its module.</summary>
    public byte[] Code { get; set; } = code;

    /// <summary>Upgrades since its deployment.</summary>
    public uint Version { get; set; }

    /// <summary>What a trial of a method returns; a method that is not here is missing.</summary>
    public Dictionary<string, byte[]> Outputs { get; } = [];

    /// <summary>Codes that trials of a method abort with.</summary>
    public Dictionary<string, uint> Aborts { get; } = [];

    /// <summary>Gas that each trial uses.</summary>
    public ulong Gas { get; set; } = 1_000;

    /// <summary>The code's hash.</summary>
    public Hash256 CodeHash
    {
        get
        {
            byte[] hash = new byte[Hash256.Bytes];
            Blake3.Hash(Code, hash);
            return new Hash256(hash);
        }
    }

    /// <summary>The object of its code.</summary>
    public ObjectId CodeId => CodeData.DeriveId(default, CodeHash);

    /// <summary>The answer to <c>aeth_getContract</c>.</summary>
    public JsonObject Info() => new()
    {
        ["id"] = Id.ToString(),
        ["admin"] = null,
        ["code"] = CodeId.ToString(),
        ["codeHash"] = CodeHash.ToString(),
        ["codeVersion"] = Version,
        ["storedBytes"] = 72,
        ["height"] = 7,
        ["finalized"] = true,
    };

    /// <summary>The answer to <c>aeth_getContractAbi</c>.</summary>
    public JsonObject Abi() => new()
    {
        ["id"] = Id.ToString(),
        ["codeHash"] = CodeHash.ToString(),
        ["codeBytes"] = Code.Length,
        ["abi"] = WasmSections.TryFind(Code, ContractAbi.SectionName, out byte[] section)
            ? Encoding.UTF8.GetString(section)
            : null,
    };

    /// <summary>The answer to a trial of a method.</summary>
    public JsonObject Try(string method) => Aborts.TryGetValue(method, out uint code)
            ? Result(ReceiptStatus.Aborted, code, [])
        : Outputs.TryGetValue(method, out byte[]? output) ? Result(ReceiptStatus.Success, 0, output)
        : Result(ReceiptStatus.MethodMissing, 0, []);

    private JsonObject Result(ReceiptStatus status, uint detail, byte[] output) => new()
    {
        ["error"] = null,
        ["status"] = (byte)status,
        ["statusName"] = status.ToString(),
        ["failure"] = status == ReceiptStatus.Success ? null : new JsonObject
        {
            ["contract"] = Id.ToString(),
            ["detail"] = detail,
            ["undeclared"] = null,
            ["data"] = "0x",
        },
        ["gasUsed"] = Gas,
        ["fee"] = "5",
        ["events"] = new JsonArray(),
        ["output"] = Hex.Encode(output),
        ["reads"] = new JsonArray(CodeId.ToString()),
        ["writes"] = new JsonArray(Id.ToString()),
    };
}
