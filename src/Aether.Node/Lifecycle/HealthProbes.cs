using System.Globalization;
using System.Text.Json;

namespace Aether.Node.Lifecycle;

/// <summary>Answers /live, /startup, /ready and /health, on every listener alike.</summary>
/// <remarks>
/// live: the process answers. startup: it ran once. ready: it runs, no part has failed, and the chain is not further
/// behind than <c>?max_behind=N</c> slots. health: as ready, with every part. <b>Threads</b>: any.
/// </remarks>
/// <param name="lifecycle">The step.</param>
/// <param name="board">The parts.</param>
/// <param name="behind">Slots since the last final block.</param>
internal sealed class HealthProbes(NodeLifecycle lifecycle, HealthBoard board, Func<long> behind)
{
    /// <summary>The paths.</summary>
    public static IReadOnlyList<string> Paths { get; } = ["/live", "/startup", "/ready", "/health"];

    /// <summary>The answer for a path; null for one of others.</summary>
    /// <param name="path">Path of the request.</param>
    /// <param name="maxBehind">Value of max_behind in the query; null for none.</param>
    public HealthAnswer? Answer(string path, string? maxBehind = null)
    {
        if (!Paths.Contains(path))
        {
            return null;
        }
        long? limit = null;
        if (maxBehind is not null)
        {
            bool ok = long.TryParse(maxBehind, NumberStyles.None, CultureInfo.InvariantCulture, out long slots);
            if (!ok)
            {
                return new HealthAnswer(400, "{\"error\":\"max_behind is a number of slots\"}"u8.ToArray());
            }
            limit = slots;
        }
        LifecycleStatus status = lifecycle.Read();
        SubsystemHealth[] parts = board.Read();
        long slotsBehind = behind();
        string reason = ReasonNotReady(status, parts, slotsBehind, limit);
        bool ok200 = path switch
        {
            "/live" => status.Current != NodePhase.Failed,
            "/startup" => status.HasStarted,
            _ => reason.Length == 0,
        };
        return new HealthAnswer(ok200 ? 200 : 503, Body(status, parts, slotsBehind, reason, path == "/health"));
    }

    private static string ReasonNotReady(
        LifecycleStatus status, SubsystemHealth[] parts, long slotsBehind, long? limit)
    {
        if (!status.IsRunning)
        {
            return PhaseNames.Of(status.Current);
        }
        if (Array.Find(parts, part => part.State == HealthState.Failed) is { } failed)
        {
            return $"{failed.Name}: {failed.Reason}";
        }
        return limit is { } most && slotsBehind > most ? $"{slotsBehind} slots behind, more than {most}" : "";
    }

    private static byte[] Body(
        LifecycleStatus status, SubsystemHealth[] parts, long slotsBehind, string reason, bool all)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("ready", reason.Length == 0);
            json.WriteString("reason", reason);
            json.WriteString("phase", PhaseNames.Of(status.Current));
            json.WriteString("since", status.Since);
            json.WriteNumber("slotsBehind", slotsBehind);
            if (all)
            {
                WriteProgress(json, status);
                WriteParts(json, parts);
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>Writes progress as the member "progress".</summary>
    public static void WriteProgress(Utf8JsonWriter json, LifecycleStatus status)
    {
        json.WriteStartObject("progress");
        json.WriteNumber("done", status.Done);
        json.WriteNumber("total", status.Total);
        json.WriteString("unit", status.Unit);
        json.WriteNumber("perSecond", Math.Round(status.PerSecond, 1));
        if (status.RemainingMs is { } remaining)
        {
            json.WriteNumber("remainingMs", remaining);
        }
        json.WriteEndObject();
    }

    /// <summary>Writes the parts as the member "subsystems".</summary>
    public static void WriteParts(Utf8JsonWriter json, IEnumerable<SubsystemHealth> parts)
    {
        json.WriteStartObject("subsystems");
        foreach (SubsystemHealth part in parts)
        {
            json.WriteStartObject(part.Name);
            json.WriteString("state", part.State.ToString().ToLowerInvariant());
            json.WriteString("reason", part.Reason);
            json.WriteString("since", part.Since);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
