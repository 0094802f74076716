using System.Reflection;

namespace Aether.Node.Telemetry;

/// <summary>Which program this is.</summary>
internal static class BuildStamp
{
    private static readonly string[] s_parts =
        (typeof(BuildStamp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "").Split('+', 2);

    /// <summary>Version of the program.</summary>
    public static string Version => s_parts[0];

    /// <summary>Commit it was built from; `unknown` when the build did not say.</summary>
    public static string Commit => s_parts.Length > 1 ? s_parts[1] : "unknown";
}
