using System.Collections;

namespace Aether.Node.Options.Model;

/// <summary>The variables <c>AETHER__SECTION__NAME</c>.</summary>
internal static class ConfigEnvironment
{
    /// <summary>Start of every such name.</summary>
    public const string Prefix = "AETHER__";

    /// <summary>Names the configuration file; no option, as the file cannot name itself.</summary>
    public const string FileVariable = Prefix + "CONFIG";

    /// <summary>Reads what an environment says.</summary>
    /// <exception cref="ConfigException">A name is unknown or a value is none.</exception>
    public static ConfigLayer Read(IDictionary variables)
    {
        ConfigLayer layer = new(ConfigSource.Environment);
        foreach (string name in variables.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name == FileVariable)
            {
                continue;
            }
            OptionSpec spec = NodeOptionTable.All.FirstOrDefault(option => option.Variable == name)
                ?? throw Unknown(name);
            string text = (string?)variables[name] ?? "";
            bool isPath = spec.Kind is OptionKind.File or OptionKind.Folder && text.Length > 0;
            layer.Add(spec, isPath ? Path.GetFullPath(text) : text, name);
        }
        return layer;
    }

    private static ConfigException Unknown(string name)
    {
        string? near = Suggestion.Closest(name, NodeOptionTable.All.Select(option => option.Variable));
        return new ConfigException(
            $"the environment has {name}, which is no option{(near is null ? "" : $", did you mean {near}?")}");
    }
}
