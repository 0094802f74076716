using System.Globalization;
using System.Text;

namespace Aether.Node.Options.Model;

/// <summary>The page <c>src/docs/specs/configuration.md</c>, made of the table of options.</summary>
internal static class ConfigReference
{
    private const string Head = """
        # Configuration of a node

        Made of the table of options by `aether config reference`; do not edit by hand.

        The first of these that says something wins: a flag, a variable of the environment, the configuration file,
        the kind of network and the role (`node.network`, `node.role`), the default. `aether config show --origin`
        prints each value and where it comes from, `aether config validate` checks without starting anything, and
        `aether config schema` prints a JSON Schema of the file.

        The file is `aether.toml` in the data folder, or the one that `--config` or `AETHER__CONFIG` names;
        `aether init` writes one with every option in it. Relative paths in it begin at its folder. A key, section or
        variable that is not in the tables below is an error, and the message names the nearest one there is.

        """;

    /// <summary>The page.</summary>
    public static string Write()
    {
        StringBuilder text = new();
        text.Append(Head);
        foreach (string section in NodeOptionTable.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## [{section}]\n\n");
            text.Append("| key | flag | variable | value | default | meaning |\n|---|---|---|---|---|---|\n");
            foreach (OptionSpec spec in NodeOptionTable.All.Where(spec => spec.Section == section))
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{spec.Key}` | `{spec.Flag}` | `{spec.Variable}` ");
                text.Append(CultureInfo.InvariantCulture, $"| {spec.Expectation} | {DefaultOf(spec)} ");
                text.Append(CultureInfo.InvariantCulture, $"| {spec.Description} |\n");
            }
        }
        AppendPresets(text);
        return text.ToString();
    }

    private static void AppendPresets(StringBuilder text)
    {
        text.Append("\n## Presets\n\n| of | key | value |\n|---|---|---|\n");
        foreach ((string of, string key, string value) in ConfigPreset.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {of} | `{key}` | `{value}` |\n");
        }
    }

    private static string DefaultOf(OptionSpec spec) =>
        spec.Default.Length > 0 ? $"`{spec.Default}`" : spec.DefaultNote.Length > 0 ? spec.DefaultNote : "none";
}
