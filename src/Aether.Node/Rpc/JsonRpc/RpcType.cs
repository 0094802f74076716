using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// A type of the interface, written short: <c>hash</c>, <c>int</c>, <c>amount</c>..., the name of a shape
/// (<see cref="RpcShapes"/>), <c>T[]</c>, <c>T?</c> for "or null", <c>A|B</c>, <c>"word"</c> for one text, and
/// <c>{name:T, other?:T}</c> for an object whose member <c>other</c> may be left out.
/// </summary>
/// <remarks><b>Errors</b>: types are constants; one that does not parse throws <see cref="FormatException"/>.</remarks>
internal sealed class RpcType
{
    private readonly string _text;
    private int _at;

    private RpcType(string text) => _text = text;

    /// <summary>Writes the JSON schema of a type as one value.</summary>
    public static void WriteSchema(Utf8JsonWriter json, string type)
    {
        RpcType parser = new(type);
        Node node = parser.ReadUnion();
        parser.SkipSpace();
        if (parser._at != type.Length)
        {
            throw new FormatException($"the type '{type}' goes on after byte {parser._at}");
        }
        Write(json, node);
    }

    private Node ReadUnion()
    {
        List<Node> choices = [ReadSuffixed()];
        while (TryTake('|'))
        {
            choices.Add(ReadSuffixed());
        }
        return choices.Count == 1 ? choices[0] : new Node("|", null, choices);
    }

    private Node ReadSuffixed()
    {
        Node node = ReadPrimary();
        while (true)
        {
            if (TryTake('['))
            {
                Require(']');
                node = new Node("[]", null, [node]);
            }
            else if (TryTake('?'))
            {
                node = new Node("|", null, [node, new Node("null", null, [])]);
            }
            else
            {
                return node;
            }
        }
    }

    private Node ReadPrimary()
    {
        if (TryTake('{'))
        {
            return ReadObject();
        }
        if (TryTake('('))
        {
            Node inner = ReadUnion();
            Require(')');
            return inner;
        }
        if (TryTake('"'))
        {
            int end = _text.IndexOf('"', _at);
            string word = _text[_at..end];
            _at = end + 1;
            return new Node("\"", word, []);
        }
        return new Node(ReadName(), null, []);
    }

    private Node ReadObject()
    {
        List<Node> members = [];
        while (!TryTake('}'))
        {
            string name = ReadName();
            bool optional = TryTake('?');
            Require(':');
            members.Add(new Node(optional ? "?" : ".", name, [ReadUnion()]));
            TryTake(',');
        }
        return new Node("{", null, members);
    }

    private string ReadName()
    {
        SkipSpace();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
        {
            _at++;
        }
        return _at > start ? _text[start.._at] : throw new FormatException($"a name is missing in '{_text}' at {_at}");
    }

    private void Require(char sign)
    {
        if (!TryTake(sign))
        {
            throw new FormatException($"'{sign}' is missing in '{_text}' at {_at}");
        }
    }

    private bool TryTake(char sign)
    {
        SkipSpace();
        bool there = _at < _text.Length && _text[_at] == sign;
        _at += there ? 1 : 0;
        return there;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r')
        {
            _at++;
        }
    }

    private static void Write(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        switch (node.Kind)
        {
            case "|":
                json.WriteStartArray("anyOf");
                node.Parts.ForEach(part => Write(json, part));
                json.WriteEndArray();
                break;
            case "[]":
                json.WriteString("type", "array");
                json.WritePropertyName("items");
                Write(json, node.Parts[0]);
                break;
            case "{":
                WriteObject(json, node);
                break;
            case "\"":
                json.WriteString("const", node.Text);
                break;
            default:
                WriteNamed(json, node.Kind);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, Node node)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (Node member in node.Parts)
        {
            json.WritePropertyName(member.Text!);
            Write(json, member.Parts[0]);
        }
        json.WriteEndObject();
        json.WriteStartArray("required");
        node.Parts.Where(member => member.Kind == ".").ToList().ForEach(member => json.WriteStringValue(member.Text));
        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
    }

    private static void WriteNamed(Utf8JsonWriter json, string name)
    {
        switch (name)
        {
            case "any":
                break;
            case "null" or "boolean" or "string" or "number" or "object":
                json.WriteString("type", name);
                break;
            default:
                json.WriteString("$ref", "#/components/schemas/" + (RpcShapes.IsKnown(name)
                    ? name
                    : throw new FormatException($"no type is named '{name}'")));
                break;
        }
    }

    private sealed record Node(string Kind, string? Text, List<Node> Parts);
}
