using System.Globalization;
using System.Text.Json;

namespace Aether.WasmTests.Suite;

/// <summary>A value of a script: its type, and a number, a class of NaN, or null.</summary>
/// <param name="Type">Name of the type.</param>
/// <param name="Text">The bits as a decimal number, or a word.</param>
public sealed record SpecValue(string Type, string Text)
{
    /// <summary>The cell of the value; a reference's handle is its number + 1.</summary>
    public ulong Cell =>
        Type is "externref" or "funcref"
            ? Text == "null" ? 0 : ulong.Parse(Text, CultureInfo.InvariantCulture) + 1
            : ulong.Parse(Text, CultureInfo.InvariantCulture);
}

/// <summary>One command of a script.</summary>
/// <param name="File">The script.</param>
/// <param name="Line">Its line there.</param>
/// <param name="Kind">What is done or asserted.</param>
/// <param name="Name">The name a module gets, or the module that is registered.</param>
/// <param name="As">The name of a registration.</param>
/// <param name="ModulePath">The encoded module, or null.</param>
/// <param name="Text">The message the specification gives.</param>
/// <param name="Action">invoke or get, or null.</param>
/// <param name="ActionModule">The module acted on; null for the last one.</param>
/// <param name="Field">The export acted on.</param>
/// <param name="Arguments">Arguments of the action.</param>
/// <param name="Expected">Results of the action.</param>
public sealed record SpecCommand(
    string File,
    int Line,
    string Kind,
    string? Name,
    string? As,
    string? ModulePath,
    string Text,
    string? Action,
    string? ActionModule,
    string Field,
    SpecValue[] Arguments,
    SpecValue[] Expected)
{
    /// <summary>Reads a command; modules are files of <paramref name="folder"/>.</summary>
    public static SpecCommand Read(string file, string folder, JsonElement command)
    {
        bool acts = command.TryGetProperty("action", out JsonElement action);
        string? module = TextOf(command, "filename");
        return new SpecCommand(
            file,
            command.GetProperty("line").GetInt32(),
            command.GetProperty("type").GetString()!,
            TextOf(command, "name"),
            TextOf(command, "as"),
            module is null ? null : Path.Combine(folder, module),
            TextOf(command, "text") ?? "",
            acts ? TextOf(action, "type") : null,
            acts ? TextOf(action, "module") : null,
            acts ? TextOf(action, "field") ?? "" : "",
            acts ? ValuesOf(action, "args") : [],
            ValuesOf(command, "expected"));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} {Kind} {Field} {Text}";

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static SpecValue[] ValuesOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement values)
            ? [.. values.EnumerateArray().Select(v => new SpecValue(TextOf(v, "type")!, TextOf(v, "value") ?? ""))]
            : [];
}
