using System.Text.Json.Serialization;
using Aether.Sdk.Proofs;

namespace Aether.Sdk.Json;

/// <summary>Serialiser of proof files: strict, since whatever is not checked could be changed unseen.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(Hash256Converter), typeof(HexBytesConverter)])]
[JsonSerializable(typeof(ProofFile))]
[JsonSerializable(typeof(SequenceFile))]
[JsonSerializable(typeof(EpochsFile))]
[JsonSerializable(typeof(CheckpointFile))]
internal sealed partial class ProofJsonContext : JsonSerializerContext;
