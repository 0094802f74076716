using System.Text;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>Names of enumerations as label values.</summary>
internal static class SnakeCase
{
    /// <summary>`OutOfGas` becomes `out_of_gas`.</summary>
    public static string Of(string name)
    {
        StringBuilder text = new(name.Length + 8);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
