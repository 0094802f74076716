using System.Text;

namespace Aether.Tools.Contracts;

/// <summary>The files of the kit that this program carries.</summary>
internal static class KitFiles
{
    /// <summary>Version of the compiler package that is pinned.</summary>
    public const string AssemblyScriptVersion = "0.28.20";

    /// <summary>Name of the kit's own file for a language.</summary>
    public static string SdkName(ContractLanguage language) =>
        language == ContractLanguage.C ? "aether.h" : "aether.ts";

    /// <summary>Name of the source file of a contract.</summary>
    public static string SourceName(ContractLanguage language) =>
        language == ContractLanguage.C ? "contract.c" : "contract.ts";

    /// <summary>The kit's own file for a language.</summary>
    public static string Sdk(ContractLanguage language) => Read($"Kit.{SdkName(language)}");

    /// <summary>A file of the counter, from which new contracts begin.</summary>
    public static string Counter(string name) => Read($"Counter.{name}");

    private static string Read(string name)
    {
        using Stream stream = typeof(KitFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
