using System.Text.RegularExpressions;

namespace Aether.Tools.Cli.Http;

/// <summary>Takes out of text what must not be in a log or a report.</summary>
internal static partial class Secrets
{
    private const string Masked = "***";
    private const string Names = "password|passphrase|secret|seed|private|mnemonic|token|apikey|api_key";

    /// <summary>An address without its password, and without the values of its query.</summary>
    public static string Mask(Uri address)
    {
        string text = address.ToString();
        if (address.UserInfo.Length > 0)
        {
            text = text.Replace(Uri.UnescapeDataString(address.UserInfo) + "@", Masked + "@", StringComparison.Ordinal)
                .Replace(address.UserInfo + "@", Masked + "@", StringComparison.Ordinal);
        }
        return QueryValues().Replace(text, match => match.Groups[1].Value + Masked);
    }

    /// <summary>JSON, or lines of settings: what has a secret's name has no value any more.</summary>
    public static string Mask(string text)
    {
        string members = NamedMembers().Replace(text, match => match.Groups[1].Value + $"\"{Masked}\"");
        string settings = NamedSettings().Replace(members, match => match.Groups[1].Value + Masked);
        return UserInfo().Replace(settings, match => match.Groups[1].Value + Masked + "@");
    }

    [GeneratedRegex("([?&][^=&#]+=)[^&#]*")]
    private static partial Regex QueryValues();

    [GeneratedRegex("(\"[^\"]*(?:" + Names + ")[^\"]*\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.IgnoreCase)]
    private static partial Regex NamedMembers();

    [GeneratedRegex(
        "^(\\s*[\\w.-]*(?:" + Names + ")[\\w.-]*\\s*[=:][ \\t]*)\\S.*$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex NamedSettings();

    [GeneratedRegex(@"(\w+://)[^/@\s""]+@")]
    private static partial Regex UserInfo();
}
