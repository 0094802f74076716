using System.Globalization;
using System.Text.Json;

namespace Aether.Node.Options.Model;

/// <summary>The configuration file as JSON Schema, for editors that check TOML by one.</summary>
internal static class ConfigSchema
{
    /// <summary>The schema, indented.</summary>
    public static byte[] Write()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", NodeOptionTable.FileName);
            json.WriteString("type", "object");
            json.WriteBoolean("additionalProperties", false);
            json.WriteStartObject("properties");
            foreach (string section in NodeOptionTable.Sections)
            {
                WriteSection(json, section);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteSection(Utf8JsonWriter json, string section)
    {
        json.WriteStartObject(section);
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        foreach (OptionSpec spec in NodeOptionTable.All.Where(spec => spec.Section == section))
        {
            WriteOption(json, spec);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOption(Utf8JsonWriter json, OptionSpec spec)
    {
        json.WriteStartObject(spec.Name);
        json.WriteString("description", spec.Description);
        switch (spec.Kind)
        {
            case OptionKind.Integer:
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", spec.Min);
                json.WriteNumber("maximum", spec.Max);
                break;
            case OptionKind.Boolean:
                json.WriteString("type", "boolean");
                break;
            case OptionKind.Choice:
                json.WriteStartArray("enum");
                foreach (string choice in spec.Choices)
                {
                    json.WriteStringValue(choice);
                }
                json.WriteEndArray();
                break;
            default:
                json.WriteString("type", "string");
                break;
        }
        if (spec.Default.Length > 0)
        {
            WriteDefault(json, spec);
        }
        json.WriteEndObject();
    }

    private static void WriteDefault(Utf8JsonWriter json, OptionSpec spec)
    {
        switch (spec.Kind)
        {
            case OptionKind.Integer:
                json.WriteNumber("default", long.Parse(spec.Default, CultureInfo.InvariantCulture));
                break;
            case OptionKind.Boolean:
                json.WriteBoolean("default", spec.Default == "true");
                break;
            default:
                json.WriteString("default", spec.Default);
                break;
        }
    }
}
