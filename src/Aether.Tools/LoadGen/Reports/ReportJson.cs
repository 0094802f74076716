using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aether.Core;
using Aether.Tools.Cli;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>The JSON form of reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = false,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(LoadReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>As bytes of a file.</summary>
    public static byte[] Write(LoadReport report) => JsonSerializer.SerializeToUtf8Bytes(report, Default.LoadReport);

    /// <summary>As the data of an envelope.</summary>
    public static JsonNode ToNode(LoadReport report) => JsonSerializer.SerializeToNode(report, Default.LoadReport)!;

    /// <summary>Reads a file.</summary>
    public static LoadReport Read(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, "report.json") : path;
        byte[] bytes = Inputs.File(file, Limits.LoadGen.MaxReportBytes);
        try
        {
            LoadReport? report = JsonSerializer.Deserialize(bytes, Default.LoadReport);
            return report is { SchemaVersion: Reports.LoadReport.CurrentVersion, Runs.Count: > 0 }
                ? report
                : throw Refuse(file);
        }
        catch (JsonException)
        {
            throw Refuse(file);
        }
    }

    private static CliException Refuse(string file) => new(
        ExitCode.Usage, ErrorCode.BadFile, $"{file} is no report of `aetherctl loadgen`",
        "it is of another kind or version", "give the report.json, or its folder, that --out wrote");
}
