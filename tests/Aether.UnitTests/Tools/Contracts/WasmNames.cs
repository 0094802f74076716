using System.Text;
using Aether.Sdk.Contracts;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>Reads names of imports and exports of modules that compilers wrote.</summary>
internal static class WasmNames
{
    private const byte ImportId = 2;
    private const byte ExportId = 7;

    /// <summary>Names of imported functions.</summary>
    public static IEnumerable<string> Imports(byte[] module) => Read(module, ImportId, modulesFirst: true);

    /// <summary>Names of exports.</summary>
    public static IEnumerable<string> Exports(byte[] module) => Read(module, ExportId, modulesFirst: false);

    private static List<string> Read(byte[] module, byte id, bool modulesFirst)
    {
        WasmSections.TryList(module, out IReadOnlyList<WasmSection> sections);
        int at = sections.Single(section => section.Id == id).Content;
        int count = Number(module, ref at);
        List<string> names = [];
        for (int index = 0; index < count; index++)
        {
            if (modulesFirst)
            {
                Text(module, ref at);
            }
            names.Add(Text(module, ref at));
            at++;
            Number(module, ref at);
        }
        return names;
    }

    private static string Text(byte[] module, ref int at)
    {
        int length = Number(module, ref at);
        at += length;
        return Encoding.UTF8.GetString(module, at - length, length);
    }

    private static int Number(byte[] module, ref int at) =>
        WasmSections.TryReadLength(module, ref at, out int value)
            ? value
            : throw new InvalidDataException("no number");
}
