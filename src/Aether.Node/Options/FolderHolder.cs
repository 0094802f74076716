using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aether.Node.Options;

/// <summary>Who holds a data folder.</summary>
internal sealed record FolderHolder
{
    /// <summary>Process number.</summary>
    [JsonPropertyName("pid")]
    public int Pid { get; init; }

    /// <summary>Machine.</summary>
    [JsonPropertyName("host")]
    public string Host { get; init; } = "";

    /// <summary>When it took the folder.</summary>
    [JsonPropertyName("since")]
    public DateTimeOffset Since { get; init; }

    /// <summary>Version of aether.</summary>
    [JsonPropertyName("version")]
    public string Version { get; init; } = "";

    /// <summary>What for, such as "aether run".</summary>
    [JsonPropertyName("purpose")]
    public string Purpose { get; init; } = "";

    /// <summary>This process.</summary>
    public static FolderHolder Own(string purpose) => new()
    {
        Pid = Environment.ProcessId,
        Host = Environment.MachineName,
        Since = DateTimeOffset.UtcNow,
        Version = typeof(FolderHolder).Assembly.GetName().Version!.ToString(3),
        Purpose = purpose,
    };

    /// <summary>Reads what a holder wrote; null when it cannot be read.</summary>
    public static FolderHolder? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<FolderHolder>(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>For people: pid, purpose, machine, version and time.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"pid {Pid} ({Purpose}) on {Host} since {Since:u}, version {Version} (ps -p {Pid})");
}
