using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Sdk.Client;

namespace Aether.Sdk.Json;

/// <summary>Serialisers generated at build time: no reflection at start-up.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    Converters =
    [
        typeof(Hash256Converter), typeof(AmountConverter), typeof(HexBytesConverter), typeof(AddressConverter),
        typeof(AssetIdConverter),
    ])]
[JsonSerializable(typeof(ChainIdentity))]
[JsonSerializable(typeof(GenesisAnswer))]
[JsonSerializable(typeof(NodeInfo))]
[JsonSerializable(typeof(HeaderInfo))]
[JsonSerializable(typeof(AccountInfo))]
[JsonSerializable(typeof(AccountHistory))]
[JsonSerializable(typeof(OwnedOutputs))]
[JsonSerializable(typeof(BalanceInfo))]
[JsonSerializable(typeof(ObjectInfo))]
[JsonSerializable(typeof(ReceiptInfo))]
[JsonSerializable(typeof(TransactionStatusInfo))]
[JsonSerializable(typeof(StateProofAnswer))]
[JsonSerializable(typeof(MempoolInfo))]
[JsonSerializable(typeof(FeeMarketInfo))]
[JsonSerializable(typeof(SequenceAnswer))]
[JsonSerializable(typeof(EpochProofAnswer))]
[JsonSerializable(typeof(ContractInfo))]
[JsonSerializable(typeof(ContractAbiAnswer))]
[JsonSerializable(typeof(SimulationAnswer))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(string))]
internal sealed partial class SdkJsonContext : JsonSerializerContext;
