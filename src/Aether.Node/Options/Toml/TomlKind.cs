namespace Aether.Node.Options.Toml;

/// <summary>The kinds of values the configuration files use.</summary>
internal enum TomlKind
{
    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal fraction, kept as its exact text.</summary>
    Decimal,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A table in square brackets.</summary>
    Table,

    /// <summary>A list of tables in double square brackets.</summary>
    TableArray,
}
