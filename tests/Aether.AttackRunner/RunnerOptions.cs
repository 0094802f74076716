using System.Globalization;

namespace Aether.AttackRunner;

/// <summary>What the command line says.</summary>
internal sealed record RunnerOptions
{
    /// <summary>Print the attacks and run nothing.</summary>
    public bool List { get; init; }

    /// <summary>Print JSON lines in place of a table.</summary>
    public bool Json { get; init; }

    /// <summary>Only the attacks whose name has this part; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>How long each run is measured.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the arguments; null for what is not understood.</summary>
    public static RunnerOptions? TryParse(string[] arguments)
    {
        RunnerOptions options = new();
        for (int index = 0; index < arguments.Length; index++)
        {
            string value = index + 1 < arguments.Length ? arguments[index + 1] : "";
            switch (arguments[index])
            {
                case "--list":
                    options = options with { List = true };
                    break;
                case "--json":
                    options = options with { Json = true };
                    break;
                case "--only" when value.Length > 0:
                    options = options with { Only = value };
                    index++;
                    break;
                case "--seconds" when int.TryParse(
                    value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                    && seconds is > 0 and <= 600:
                    options = options with { Length = TimeSpan.FromSeconds(seconds) };
                    index++;
                    break;
                default:
                    return null;
            }
        }
        return options;
    }
}
