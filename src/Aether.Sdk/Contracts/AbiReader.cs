using System.Text.Json;
using Aether.Core;

namespace Aether.Sdk.Contracts;

/// <summary>Reads the JSON of a description; the first problem ends it.</summary>
internal sealed class AbiReader
{
    private const int MaxTopicFields = Limits.Receipt.MaxTopics - 1;

    private static readonly JsonDocumentOptions s_options = new()
    {
        MaxDepth = Limits.ContractAbi.MaxJsonDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>The first problem; null while there is none.</summary>
    private string? _problem;

    /// <summary>Reads one description of bounded size.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, out ContractAbi? abi, out string problem)
    {
        abi = null;
        AbiReader reader = new();
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8.ToArray(), s_options);
            ContractAbi read = reader.ReadAbi(document.RootElement);
            abi = reader._problem is null ? read : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Text with half a surrogate pair is refused only when it is read: InvalidOperationException.
            reader.Fail("", $"no valid JSON: {error.Message}");
        }
        problem = reader._problem ?? "";
        return abi is not null;
    }

    private ContractAbi ReadAbi(JsonElement root)
    {
        Dictionary<string, JsonElement> members = Members(
            root, "", ["format", "name", "version", "methods"], ["docs", "events", "errors"]);
        string format = Text(members, "", "format");
        Require(format == ContractAbi.Format, "format", $"'{format}' is unknown; this reads {ContractAbi.Format}");
        string name = Text(members, "", "name");
        Require(IsName(name, Limits.ContractAbi.MaxNameBytes, upper: true), "name", NameRule(name));
        AbiMethod[] methods = List(members, "", "methods", Limits.ContractAbi.MaxEntries, ReadMethod);
        AbiEvent[] events = List(members, "", "events", Limits.ContractAbi.MaxEntries, ReadEvent);
        AbiError[] errors = List(members, "", "errors", Limits.ContractAbi.MaxEntries, ReadError);
        RequireUnique("methods", methods.Select(method => method.Name));
        RequireUnique("events", events.Select(entry => entry.Name));
        RequireUnique("errors", errors.Select(error => error.Name));
        RequireUnique("errors", errors.Select(error => $"code {error.Code}"));
        return new ContractAbi(name, Text(members, "", "version"), Text(members, "", "docs"), methods, events, errors);
    }

    private AbiMethod ReadMethod(JsonElement element, string place)
    {
        Dictionary<string, JsonElement> members = Members(
            element, place, ["name", "mutates"], ["docs", "inputs", "outputs"]);
        string name = Text(members, place, "name");
        Require(IsName(name, Limits.ContractAbi.MaxNameBytes, upper: false), $"{place}.name", NameRule(name));
        bool mutates = Flag(members, place, "mutates");
        AbiField[] inputs = List(members, place, "inputs", Limits.ContractAbi.MaxFields, ReadField);
        AbiField[] outputs = List(members, place, "outputs", Limits.ContractAbi.MaxFields, ReadField);
        RequireUnique($"{place}.inputs", inputs.Select(field => field.Name));
        RequireUnique($"{place}.outputs", outputs.Select(field => field.Name));
        Require(!inputs.Concat(outputs).Any(field => field.IsTopic), place, "only fields of events are topics");
        return new AbiMethod(name, Text(members, place, "docs"), mutates, inputs, outputs);
    }

    private AbiEvent ReadEvent(JsonElement element, string place)
    {
        Dictionary<string, JsonElement> members = Members(element, place, ["name"], ["docs", "fields"]);
        string name = Text(members, place, "name");
        Require(IsName(name, Limits.ContractAbi.MaxEventNameBytes, upper: true), $"{place}.name", NameRule(name));
        AbiField[] fields = List(members, place, "fields", Limits.ContractAbi.MaxFields, ReadField);
        RequireUnique($"{place}.fields", fields.Select(field => field.Name));
        bool few = fields.Count(field => field.IsTopic) <= MaxTopicFields;
        Require(few, $"{place}.fields", $"an event has at most {MaxTopicFields} topics beside its name");
        Require(fields.All(field => !field.IsTopic || field.Type.IsTopicSized), $"{place}.fields",
            "a topic is an address, object, asset or hash");
        return new AbiEvent(name, Text(members, place, "docs"), fields);
    }

    private AbiError ReadError(JsonElement element, string place)
    {
        Dictionary<string, JsonElement> members = Members(element, place, ["code", "name"], ["docs"]);
        uint code = 0;
        bool isCode = members.TryGetValue("code", out JsonElement number)
            && number.ValueKind == JsonValueKind.Number && number.TryGetUInt32(out code);
        Require(isCode, $"{place}.code", "a code is a whole number from 0 to 4294967295");
        string name = Text(members, place, "name");
        Require(IsName(name, Limits.ContractAbi.MaxNameBytes, upper: true), $"{place}.name", NameRule(name));
        return new AbiError(code, name, Text(members, place, "docs"));
    }

    private AbiField ReadField(JsonElement element, string place)
    {
        Dictionary<string, JsonElement> members = Members(
            element, place, ["name", "type"], ["docs", "decimals", "topic"]);
        string name = Text(members, place, "name");
        Require(IsName(name, Limits.ContractAbi.MaxNameBytes, upper: false), $"{place}.name", NameRule(name));
        string text = Text(members, place, "type");
        bool known = AbiType.TryParse(text, out AbiType type);
        Require(known, $"{place}.type", $"'{text}' is no type{Suggestion.DidYouMean(text, AbiType.Names)}");
        int decimals = -1;
        if (members.TryGetValue("decimals", out JsonElement number))
        {
            bool fits = number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out decimals)
                && decimals is >= 0 and <= Limits.Ledger.MaxDecimals;
            Require(fits, $"{place}.decimals", $"decimals are 0 to {Limits.Ledger.MaxDecimals}");
            Require(type.Kind is AbiKind.U64 or AbiKind.U128, $"{place}.decimals", "only u64 and u128 have decimals");
        }
        bool topic = members.ContainsKey("topic") && Flag(members, place, "topic");
        return new AbiField(name, type, Text(members, place, "docs"), decimals, topic);
    }

    private Dictionary<string, JsonElement> Members(
        JsonElement element, string place, string[] required, string[] optional)
    {
        Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fail(place, "a JSON object is expected here");
            return members;
        }
        string[] known = [.. required, .. optional];
        foreach (JsonProperty member in element.EnumerateObject())
        {
            Require(known.Contains(member.Name), place,
                $"the member '{member.Name}' is unknown{Suggestion.DidYouMean(member.Name, known)}");
            members[member.Name] = member.Value;
        }
        foreach (string name in required)
        {
            Require(members.ContainsKey(name), place, $"the member '{name}' is missing");
        }
        return members;
    }

    private string Text(Dictionary<string, JsonElement> members, string place, string name)
    {
        if (!members.TryGetValue(name, out JsonElement element))
        {
            return "";
        }
        if (element.ValueKind != JsonValueKind.String)
        {
            Fail(Join(place, name), "text is expected here");
            return "";
        }
        return element.GetString()!;
    }

    private bool Flag(Dictionary<string, JsonElement> members, string place, string name)
    {
        bool isFlag = members.TryGetValue(name, out JsonElement element)
            && element.ValueKind is JsonValueKind.True or JsonValueKind.False;
        Require(isFlag, Join(place, name), "true or false is expected here");
        return isFlag && element.GetBoolean();
    }

    private T[] List<T>(
        Dictionary<string, JsonElement> members,
        string place,
        string name,
        int max,
        Func<JsonElement, string, T> read)
    {
        string where = Join(place, name);
        if (!members.TryGetValue(name, out JsonElement element))
        {
            return [];
        }
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() > max)
        {
            Fail(where, $"a list of at most {max} entries is expected here");
            return [];
        }
        T[] items = new T[element.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            items[index] = read(item, $"{where}[{index}]");
            index++;
        }
        return items;
    }

    private static bool IsName(string name, int max, bool upper) =>
        name.Length > 0 && name.Length <= max
        && (char.IsAsciiLetterLower(name[0]) || (upper && char.IsAsciiLetterUpper(name[0])))
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'
            || (upper && (char.IsAsciiLetterUpper(letter) || letter == '-')));

    private static string NameRule(string name) =>
        $"'{name}' is no name here: letters, digits and _, a letter first (methods and fields in lower case)";

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";

    private void RequireUnique(string place, IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            Require(seen.Add(name), place, $"{name} is there twice");
        }
    }

    private void Require(bool condition, string place, string reason)
    {
        if (!condition)
        {
            Fail(place, reason);
        }
    }

    private void Fail(string place, string reason) =>
        _problem ??= place.Length == 0 ? reason : $"{place}: {reason}";
}
