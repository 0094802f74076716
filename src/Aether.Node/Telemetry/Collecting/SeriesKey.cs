namespace Aether.Node.Telemetry.Collecting;

/// <summary>Values of at most four labels, in the order of the catalogue; null where there is none.</summary>
internal readonly record struct SeriesKey(string? First, string? Second, string? Third, string? Fourth)
{
    /// <summary>The values of these tags, which are in the catalogue's order.</summary>
    public static SeriesKey Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(
        tags.Length > 0 ? tags[0].Value as string : null,
        tags.Length > 1 ? tags[1].Value as string : null,
        tags.Length > 2 ? tags[2].Value as string : null,
        tags.Length > 3 ? tags[3].Value as string : null);

    /// <summary>The value of one label.</summary>
    public string Value(int label) => (label switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        _ => Fourth,
    }) ?? "";
}
