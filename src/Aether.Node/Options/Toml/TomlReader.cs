using System.Text;

namespace Aether.Node.Options.Toml;

/// <summary>
/// Reads the TOML subset of the configuration files: tables, lists of tables, strings, numbers, booleans, comments.
/// </summary>
/// <remarks>
/// Strict: a key given twice, an unknown escape or anything else outside the subset is an error with its line.
/// </remarks>
internal sealed class TomlReader
{
    private readonly string[] _lines;
    private readonly TomlTable _root = new("", 1);
    private TomlTable _current;
    private int _line;

    private TomlReader(string text)
    {
        _lines = text.Split('\n');
        _current = _root;
    }

    /// <summary>Parses a file; throws <see cref="ConfigException"/> with the line number on bad input.</summary>
    public static TomlTable Parse(string text)
    {
        TomlReader reader = new(text);
        for (reader._line = 1; reader._line <= reader._lines.Length; reader._line++)
        {
            reader.ReadLine(reader._lines[reader._line - 1].TrimEnd('\r'));
        }
        return reader._root;
    }

    private void ReadLine(string line)
    {
        string text = line.Trim(' ', '\t');
        if (text.Length == 0 || text[0] == '#')
        {
            return;
        }
        if (text.StartsWith("[[", StringComparison.Ordinal))
        {
            OpenTableArray(HeadingName(text, 2));
        }
        else if (text[0] == '[')
        {
            OpenTable(HeadingName(text, 1));
        }
        else
        {
            ReadEntry(text);
        }
    }

    private string HeadingName(string text, int brackets)
    {
        string closing = new(']', brackets);
        int end = text.IndexOf(closing, StringComparison.Ordinal);
        Require(end > brackets && IsCommentOrEmpty(text[(end + brackets)..]), "a table heading looks like [name]");
        string name = text[brackets..end].Trim();
        Require(name.Length > 0 && name.All(IsKeyCharacter), "a table name has only letters, digits, '_' and '-'");
        return name;
    }

    private void OpenTable(string name)
    {
        _current = new TomlTable(name, _line);
        Require(_root.TryAdd(name, TomlValue.OfTable(_current)), $"[{name}] is given twice");
    }

    private void OpenTableArray(string name)
    {
        TomlValue? list = _root.Find(name);
        if (list is null)
        {
            list = TomlValue.OfTables(_line);
            _root.TryAdd(name, list);
        }
        Require(list.Kind == TomlKind.TableArray, $"[[{name}]] is given as a single table or value before");
        _current = new TomlTable(name, _line);
        list.Tables!.Add(_current);
    }

    private void ReadEntry(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        Require(equals > 0, "expected key = value");
        string key = text[..equals].Trim(' ', '\t');
        Require(key.Length > 0 && key.All(IsKeyCharacter), "a key has only letters, digits, '_' and '-'");
        TomlValue value = ReadValue(text[(equals + 1)..].Trim(' ', '\t'));
        Require(_current.TryAdd(key, value), $"'{key}' is given twice");
    }

    private TomlValue ReadValue(string text)
    {
        Require(text.Length > 0, "a value is missing after '='");
        if (text[0] == '"')
        {
            return ReadQuoted(text);
        }
        int end = text.IndexOf('#', StringComparison.Ordinal);
        string word = (end < 0 ? text : text[..end]).Trim(' ', '\t');
        if (word is "true" or "false")
        {
            return TomlValue.Scalar(TomlKind.Boolean, word, _line);
        }
        string digits = word.Replace("_", "", StringComparison.Ordinal);
        bool number = IsNumber(digits) && !word.StartsWith('_') && !word.EndsWith('_');
        Require(number, $"'{word}' is not a string, number or boolean");
        TomlKind kind = digits.Contains('.', StringComparison.Ordinal) ? TomlKind.Decimal : TomlKind.Integer;
        return TomlValue.Scalar(kind, digits, _line);
    }

    private TomlValue ReadQuoted(string text)
    {
        StringBuilder value = new();
        int index = 1;
        while (index < text.Length && text[index] != '"')
        {
            char character = text[index++];
            if (character == '\\')
            {
                Require(index < text.Length, "a string ends inside an escape");
                character = Unescape(text[index++]);
            }
            value.Append(character);
        }
        Require(index < text.Length, "a string has no closing quote");
        Require(IsCommentOrEmpty(text[(index + 1)..]), "unexpected text after a string");
        return TomlValue.Scalar(TomlKind.Text, value.ToString(), _line);
    }

    private char Unescape(char escaped) => escaped switch
    {
        '"' => '"',
        '\\' => '\\',
        'n' => '\n',
        't' => '\t',
        _ => throw Error($"the escape \\{escaped} is not supported"),
    };

    private static bool IsNumber(string text)
    {
        int dots = text.Count(character => character == '.');
        return text.Length is > 0 and <= 60 && dots <= 1 && text[0] != '.' && text[^1] != '.'
            && text.All(character => char.IsAsciiDigit(character) || character == '.');
    }

    private static bool IsKeyCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '_' or '-';

    private static bool IsCommentOrEmpty(string text)
    {
        string rest = text.Trim(' ', '\t');
        return rest.Length == 0 || rest[0] == '#';
    }

    private void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw Error(message);
        }
    }

    private ConfigException Error(string message) => new($"line {_line}: {message}");
}
