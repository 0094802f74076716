using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aether.NodeTests.Rpc.Discovery;

/// <summary>
/// Checks JSON against the part of JSON Schema that the interface's description and OpenRPC's own schema use.
/// </summary>
/// <remarks>Unknown keywords throw, so nothing passes because it was not understood.</remarks>
internal sealed class JsonSchema(JsonElement root)
{
    private static readonly HashSet<string> s_describing =
    [
        "title", "description", "$schema", "$id", "$comment", "default", "examples", "definitions", "format",
    ];

    private readonly JsonElement _root = root;

    /// <summary>The first problem of a value, with its path; null when there is none.</summary>
    public string? Check(JsonElement schema, JsonElement value, string path = "$")
    {
        if (schema.ValueKind is JsonValueKind.True)
        {
            return null;
        }
        foreach (JsonProperty rule in schema.EnumerateObject())
        {
            if (CheckRule(schema, rule, value, path) is { } problem)
            {
                return problem;
            }
        }
        return null;
    }

    /// <summary>The schema that a reference such as <c>#/components/schemas/hash</c> names.</summary>
    public JsonElement Resolve(string reference)
    {
        JsonElement at = _root;
        foreach (string part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at.GetProperty(part);
        }
        return at;
    }

    private string? CheckRule(JsonElement schema, JsonProperty rule, JsonElement value, string path) => rule.Name switch
    {
        "$ref" => CheckReference(rule.Value.GetString()!, value, path),
        "type" => IsOfType(rule.Value, value) ? null : $"{path} is a {value.ValueKind}, not {rule.Value}",
        "const" => JsonElement.DeepEquals(rule.Value, value) ? null : $"{path} is not {rule.Value}",
        "enum" => rule.Value.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value))
            ? null
            : $"{path} is none of {rule.Value}",
        "pattern" => value.ValueKind != JsonValueKind.String
            || Regex.IsMatch(value.GetString()!, rule.Value.GetString()!)
            ? null
            : $"{path} does not match {rule.Value}",
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= rule.Value.GetDecimal()
            ? null
            : $"{path} is below {rule.Value}",
        "minLength" => value.ValueKind != JsonValueKind.String
            || value.GetString()!.Length >= rule.Value.GetInt32() ? null : $"{path} is too short",
        "anyOf" => rule.Value.EnumerateArray().Any(item => Check(item, value, path) is null)
            ? null
            : $"{path} fits none of its forms: {First(rule.Value, value, path)}",
        "oneOf" => rule.Value.EnumerateArray().Count(item => Check(item, value, path) is null) == 1
            ? null
            : $"{path} does not fit exactly one of its forms",
        "items" => CheckItems(rule.Value, value, path),
        "required" => CheckRequired(rule.Value, value, path),
        "properties" => CheckProperties(rule.Value, value, path),
        "additionalProperties" => CheckOthers(schema, rule.Value, value, path),
        "uniqueItems" or "minProperties" or "patternProperties" or "additionalItems" => null,
        var name when s_describing.Contains(name) => null,
        _ => throw new NotSupportedException($"the keyword {rule.Name} at {path}"),
    };

    private string First(JsonElement forms, JsonElement value, string path) =>
        string.Join("; ", forms.EnumerateArray().Select(item => Check(item, value, path)));

    // The schema of schemas is somewhere else: a schema is an object or a boolean.
    private string? CheckReference(string reference, JsonElement value, string path) => reference.StartsWith('#')
        ? Check(Resolve(reference), value, path)
        : value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False or JsonValueKind.String
            ? null
            : $"{path} is no schema";

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Any(item => IsOfType(item, value))
        : type.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "null" => value.ValueKind == JsonValueKind.Null,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() % 1 == 0,
            "number" => value.ValueKind == JsonValueKind.Number,
            _ => throw new NotSupportedException($"the type {type}"),
        };

    private string? CheckItems(JsonElement schema, JsonElement value, string path) =>
        value.ValueKind != JsonValueKind.Array ? null : value.EnumerateArray()
            .Select((item, index) => Check(schema, item, $"{path}[{index}]")).FirstOrDefault(item => item is not null);

    private static string? CheckRequired(JsonElement names, JsonElement value, string path) =>
        value.ValueKind != JsonValueKind.Object ? null : names.EnumerateArray()
            .Where(name => !value.TryGetProperty(name.GetString()!, out _))
            .Select(name => $"{path} has no {name}").FirstOrDefault();

    private string? CheckProperties(JsonElement schemas, JsonElement value, string path) =>
        value.ValueKind != JsonValueKind.Object ? null : schemas.EnumerateObject()
            .Where(item => value.TryGetProperty(item.Name, out _))
            .Select(item => Check(item.Value, value.GetProperty(item.Name), path + "." + item.Name))
            .FirstOrDefault(item => item is not null);

    private string? CheckOthers(JsonElement schema, JsonElement rule, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (JsonProperty member in value.EnumerateObject())
        {
            bool named = schema.TryGetProperty("properties", out JsonElement known)
                && known.TryGetProperty(member.Name, out _);
            bool matched = schema.TryGetProperty("patternProperties", out JsonElement patterns)
                && patterns.EnumerateObject().Any(pattern => Regex.IsMatch(member.Name, pattern.Name));
            if (named || matched)
            {
                continue;
            }
            string? problem = rule.ValueKind == JsonValueKind.False
                ? $"{path} has a member {member.Name}"
                : Check(rule, member.Value, path + "." + member.Name);
            if (problem is not null)
            {
                return problem;
            }
        }
        return null;
    }
}
