using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Types;

namespace Aether.Sdk.Contracts;

/// <summary>Turns what people type, `--to taeth1... --amount 1.5`, into the values of fields, and shows them.</summary>
/// <remarks>
/// <b>Units</b>: a field with decimals takes whole tokens, `1.5`; one without takes its plain number, or a native
/// amount with its ticker, `1.5 SWR`. JSON values are always plain numbers.
/// </remarks>
public static class AbiText
{
    private const int MaxJsonDepth = 8;

    /// <summary>Reads `--name value` and `--name=value`; a bool may stand without a value.</summary>
    /// <param name="fields">Fields of the method.</param>
    /// <param name="words">Words behind the method's name.</param>
    /// <param name="values">Values by name, ready for <see cref="AbiEncoder"/>.</param>
    /// <param name="problem">What is wrong; empty when accepted.</param>
    public static bool TryParse(
        IReadOnlyList<AbiField> fields, IReadOnlyList<string> words, out JsonObject values, out string problem)
    {
        values = [];
        for (int index = 0; index < words.Count; index++)
        {
            string word = words[index];
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string option = equals < 0 ? word : word[..equals];
            AbiField? field = fields.FirstOrDefault(
                candidate => option == Option(candidate) || option == $"--{candidate.Name}");
            if (field is null)
            {
                problem = option.StartsWith("--", StringComparison.Ordinal)
                    ? $"there is no option {option}{Suggestion.DidYouMean(option, fields.Select(Option))}"
                    : $"'{option}' stands alone; values follow their option, such as --amount 5";
                return false;
            }
            if (values.ContainsKey(field.Name))
            {
                problem = $"{option} is given twice";
                return false;
            }
            bool hasNext = index + 1 < words.Count
                && !(words[index + 1].StartsWith("--", StringComparison.Ordinal) && words[index + 1].Length > 2);
            bool isBare = equals < 0 && !hasNext;
            if (isBare && field.Type.Kind != AbiKind.Bool)
            {
                problem = $"{option} needs a value of type {field.Type}";
                return false;
            }
            string text = isBare ? "true" : equals >= 0 ? word[(equals + 1)..] : words[++index];
            if (!TryValue(field, field.Type, text, out JsonNode? value, out problem))
            {
                return false;
            }
            values[field.Name] = value;
        }
        problem = "";
        return true;
    }

    /// <summary>The option of a field: underscores become hyphens.</summary>
    public static string Option(AbiField field) => "--" + field.Name.Replace('_', '-');

    /// <summary>A value for people: with its decimals, and JSON for lists.</summary>
    public static string Show(AbiField field, JsonNode? value)
    {
        if (value is null)
        {
            return "none";
        }
        if (value.GetValueKind() != JsonValueKind.String)
        {
            return value.ToJsonString();
        }
        string text = value.GetValue<string>();
        return field.Decimals > 0 && UInt128.TryParse(text, CultureInfo.InvariantCulture, out UInt128 units)
            ? Scale(units, field.Decimals)
            : text;
    }

    private static bool TryValue(AbiField field, AbiType type, string text, out JsonNode? value, out string problem)
    {
        problem = "";
        value = JsonValue.Create(text);
        switch (type.Kind)
        {
            case AbiKind.Option:
                return TryValue(field, type.Element!, text, out value, out problem);
            case AbiKind.List:
                return TryList(field, text, out value, out problem);
            case AbiKind.Bool:
                value = JsonValue.Create(text == "true");
                problem = text is "true" or "false" ? "" : $"{Option(field)} is true or false, not '{text}'";
                return problem.Length == 0;
            case AbiKind.U64 or AbiKind.U128 when field.Decimals >= 0:
                bool ok = TryScaled(text, field.Decimals, out UInt128 units);
                value = JsonValue.Create(units.ToString(CultureInfo.InvariantCulture));
                problem = ok
                    ? ""
                    : $"{Option(field)} is a number with at most {field.Decimals} decimal places, not '{text}'";
                return ok;
            case AbiKind.U64 or AbiKind.U128 when !text.All(char.IsAsciiDigit) && text.Length > 0:
                bool isAmount = char.IsAsciiLetter(text[^1])
                    & AmountText.TryParse(text, AssetId.Swr, out _, out UInt128 amount);
                value = JsonValue.Create(amount.ToString(CultureInfo.InvariantCulture));
                problem = isAmount
                    ? ""
                    : $"{Option(field)} is a whole number, or an amount such as \"1.5 SWR\", not '{text}'";
                return isAmount;
            default:
                return true;
        }
    }

    private static bool TryList(AbiField field, string text, out JsonNode? value, out string problem)
    {
        problem = "";
        value = null;
        if (!text.StartsWith('['))
        {
            string[] items = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            value = new JsonArray([.. items.Select(item => (JsonNode?)JsonValue.Create(item))]);
            return true;
        }
        try
        {
            value = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
            return true;
        }
        catch (JsonException)
        {
            problem = $"{Option(field)} is a list such as 1,2,3 or JSON such as [1,2,3]";
            return false;
        }
    }

    private static bool TryScaled(string text, int decimals, out UInt128 units)
    {
        units = 0;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? text : text[..point];
        string fraction = point < 0 ? "" : text[(point + 1)..];
        bool shaped = whole.Length > 0 && fraction.Length <= decimals && (point < 0 || fraction.Length > 0)
            && whole.Concat(fraction).All(char.IsAsciiDigit);
        string digits = whole + fraction.PadRight(decimals, '0');
        return shaped && UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out units);
    }

    private static string Scale(UInt128 units, int decimals)
    {
        string digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : $"{digits[..^decimals]}.{fraction}";
    }
}
