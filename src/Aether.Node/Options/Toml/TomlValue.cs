namespace Aether.Node.Options.Toml;

/// <summary>One value with the line it stands on. Numbers keep their text, so that nothing is rounded.</summary>
internal sealed record TomlValue(TomlKind Kind, string Text, int Line, TomlTable? Table, List<TomlTable>? Tables)
{
    /// <summary>A scalar.</summary>
    public static TomlValue Scalar(TomlKind kind, string text, int line) => new(kind, text, line, null, null);

    /// <summary>A table.</summary>
    public static TomlValue OfTable(TomlTable table) => new(TomlKind.Table, "", table.Line, table, null);

    /// <summary>An empty list of tables.</summary>
    public static TomlValue OfTables(int line) => new(TomlKind.TableArray, "", line, null, []);
}
