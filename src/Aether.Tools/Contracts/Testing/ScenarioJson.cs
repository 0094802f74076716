using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Aether.Tools.Contracts.Testing;

/// <summary>Reads scenarios; members that it does not know are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ScenarioFile))]
internal sealed partial class ScenarioJson : JsonSerializerContext
{
    /// <summary>Reads a scenario; null, and the reason, when it is none.</summary>
    public static Testing.ScenarioFile? Read(byte[] utf8, out string problem)
    {
        problem = "";
        if (!Utf8.IsValid(utf8))
        {
            problem = "it is no UTF-8 text";
            return null;
        }
        try
        {
            Testing.ScenarioFile? file = JsonSerializer.Deserialize(utf8, Default.ScenarioFile);
            if (file?.Format == Testing.ScenarioFile.CurrentFormat)
            {
                return file;
            }
            problem = $"its format is not {Testing.ScenarioFile.CurrentFormat}";
        }
        catch (JsonException error)
        {
            problem = error.Message;
        }
        return null;
    }
}
