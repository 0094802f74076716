using System.Text.Json.Serialization;

namespace Aether.Tools.Cli.Networks;

/// <summary>The file's form, generated: reflection would cost a command's start.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(NetworkFileContent))]
internal sealed partial class NetworkJsonContext : JsonSerializerContext;
