using System.Globalization;
using System.Text.RegularExpressions;
using Aether.UnitTests.Repository;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

/// <summary>Evaluates the numeric macros of a C header: sums, products, quotients and shifts of macros.</summary>
internal sealed partial class HeaderNumbers
{
    private readonly Dictionary<string, (string Parameter, string Body)> _macros = new(StringComparer.Ordinal);

    internal HeaderNumbers(string path)
    {
        string text = RepositoryFiles.ReadText(path).Replace("\\\n", " ", StringComparison.Ordinal);
        foreach (Match match in Definition().Matches(text))
        {
            _macros[match.Groups[1].Value] = (match.Groups[2].Value, match.Groups[3].Value);
        }
    }

    /// <summary>The value of a macro; one with a parameter gets <paramref name="argument"/>.</summary>
    internal long Value(string name, long argument = 0)
    {
        (string parameter, string body) = _macros[name];
        Queue<string> tokens = new(
            Token().Matches(body).Select(match => match.Value).Where(token => token is not "uint64_t"));
        return Shift(tokens, parameter, argument);
    }

    [GeneratedRegex(@"^#define (\w+)(?:\((\w+)\))?[ \t]+(.+)$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\w+|<<|[-+*/()]")]
    private static partial Regex Token();

    private long Shift(Queue<string> tokens, string parameter, long argument)
    {
        long value = Sum(tokens, parameter, argument);
        while (tokens.TryPeek(out string? next) && next == "<<")
        {
            tokens.Dequeue();
            value <<= (int)Sum(tokens, parameter, argument);
        }

        return value;
    }

    private long Sum(Queue<string> tokens, string parameter, long argument)
    {
        long value = Product(tokens, parameter, argument);
        while (tokens.TryPeek(out string? next) && next is "+" or "-")
        {
            bool isSum = tokens.Dequeue() == "+";
            long term = Product(tokens, parameter, argument);
            value += isSum ? term : -term;
        }

        return value;
    }

    private long Product(Queue<string> tokens, string parameter, long argument)
    {
        long value = Atom(tokens, parameter, argument);
        while (tokens.TryPeek(out string? next) && next is "*" or "/")
        {
            bool isProduct = tokens.Dequeue() == "*";
            long factor = Atom(tokens, parameter, argument);
            value = isProduct ? value * factor : value / factor;
        }

        return value;
    }

    private long Atom(Queue<string> tokens, string parameter, long argument)
    {
        string token = tokens.Dequeue();
        if (token == "(")
        {
            // A cast leaves an empty pair of brackets: its operand follows.
            long value = tokens.Peek() == ")" ? 0 : Shift(tokens, parameter, argument);
            bool wasCast = tokens.Dequeue() == ")" && token == "(" && value == 0 && IsOperand(tokens);
            return wasCast ? Atom(tokens, parameter, argument) : value;
        }

        if (token == parameter)
        {
            return argument;
        }

        return _macros.TryGetValue(token, out (string Parameter, string Body) macro)
            ? Value(token, macro.Parameter.Length == 0 ? 0 : Atom(tokens, parameter, argument))
            : long.Parse(token.TrimEnd('u'), CultureInfo.InvariantCulture);
    }

    private static bool IsOperand(Queue<string> tokens) =>
        tokens.TryPeek(out string? next) && next is not ("+" or "-" or "*" or "/" or "<<" or ")");
}
