using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aether.NodeTests.Telemetry.Dashboards;

/// <summary>Writes a dashboard as Grafana imports it.</summary>
internal static class DashboardJson
{
    private const int Columns = 24;
    private const int StatWidth = 4;
    private const int GraphWidth = 12;

    /// <summary>The file of a dashboard.</summary>
    public static string Write(string name, string title, Panel[] panels)
    {
        using MemoryStream stream = new();
        JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(stream, options))
        {
            json.WriteStartObject();
            json.WriteString("uid", $"aether-{name}");
            json.WriteString("title", title);
            json.WriteStartArray("tags");
            json.WriteStringValue("aether");
            json.WriteEndArray();
            json.WriteString("timezone", "browser");
            json.WriteString("refresh", "10s");
            json.WriteNumber("schemaVersion", 39);
            json.WriteStartObject("time");
            json.WriteString("from", "now-30m");
            json.WriteString("to", "now");
            json.WriteEndObject();
            WriteVariables(json);
            WritePanels(json, panels);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
    }

    // The source is a variable of its own: a dashboard that names one source is empty everywhere else.
    private static void WriteVariables(Utf8JsonWriter json)
    {
        json.WriteStartObject("templating");
        json.WriteStartArray("list");
        json.WriteStartObject();
        json.WriteString("name", "datasource");
        json.WriteString("type", "datasource");
        json.WriteString("query", "prometheus");
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("name", "instance");
        json.WriteString("type", "query");
        WriteSource(json);
        json.WriteString("query", "label_values(aether_node_up, instance)");
        json.WriteNumber("refresh", 2);
        json.WriteBoolean("multi", true);
        json.WriteBoolean("includeAll", true);
        json.WriteString("allValue", ".*");
        json.WriteStartObject("current");
        json.WriteString("text", "All");
        json.WriteString("value", "$__all");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json)
    {
        json.WriteStartObject("datasource");
        json.WriteString("type", "prometheus");
        json.WriteString("uid", "${datasource}");
        json.WriteEndObject();
    }

    private static void WritePanels(Utf8JsonWriter json, Panel[] panels)
    {
        json.WriteStartArray("panels");
        (int x, int y, int height) = (0, 0, 0);
        for (int index = 0; index < panels.Length; index++)
        {
            Panel panel = panels[index];
            int width = panel.IsStat ? StatWidth : GraphWidth;
            if (x + width > Columns || (index > 0 && panel.IsStat != panels[index - 1].IsStat))
            {
                (x, y) = (0, y + height);
            }
            height = panel.IsStat ? 4 : 8;
            WritePanel(json, panel, index + 1, (x, y, width, height));
            x += width;
        }
        json.WriteEndArray();
    }

    private static void WritePanel(Utf8JsonWriter json, Panel panel, int id, (int X, int Y, int W, int H) place)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("type", panel.IsStat ? "stat" : "timeseries");
        json.WriteString("title", panel.Title);
        WriteSource(json);
        json.WriteStartObject("gridPos");
        json.WriteNumber("x", place.X);
        json.WriteNumber("y", place.Y);
        json.WriteNumber("w", place.W);
        json.WriteNumber("h", place.H);
        json.WriteEndObject();
        WriteField(json, panel);
        json.WriteStartArray("targets");
        for (int query = 0; query < panel.Queries.Length; query++)
        {
            json.WriteStartObject();
            json.WriteString("refId", ((char)('A' + query)).ToString());
            WriteSource(json);
            json.WriteString("expr", panel.Queries[query].Expression);
            json.WriteString("legendFormat", panel.Queries[query].Legend);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, Panel panel)
    {
        json.WriteStartObject("fieldConfig");
        json.WriteStartObject("defaults");
        json.WriteString("unit", panel.Unit);
        if (panel.Objective is { } objective)
        {
            json.WriteStartObject("thresholds");
            json.WriteString("mode", "absolute");
            json.WriteStartArray("steps");
            json.WriteStartObject();
            json.WriteString("color", "green");
            json.WriteNull("value");
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("color", "red");
            json.WriteNumber("value", objective);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("custom");
            json.WriteStartObject("thresholdsStyle");
            json.WriteString("mode", "line");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("overrides");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
