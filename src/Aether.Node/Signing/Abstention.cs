using System.Globalization;
using System.Text;
using Aether.Core;
using Aether.Node.Options;

namespace Aether.Node.Signing;

/// <summary>Until when a validator signs nothing, because what its keys signed before is not known here.</summary>
/// <remarks>
/// Whose folder is new on a chain that runs may have voted a moment ago, and a vote that contradicts that one is
/// slashed. Everything its keys signed before was for views before this start; blocks tell their time, so once two of
/// them are final that were made after it, those views are behind and no lock of theirs binds any more. The file holds
/// that time, since at the next start the log of what was signed is not new.
/// </remarks>
internal static class Abstention
{
    /// <summary>The file in the data folder: milliseconds since the Unix epoch.</summary>
    public const string Name = "abstain";

    /// <summary>Begins one. Durable when this returns: the log is made afterwards.</summary>
    public static void Begin(string dataFolder, DateTimeOffset now)
    {
        long fromMs = now.ToUnixTimeMilliseconds() + Limits.Joining.AbstentionMs;
        string text = fromMs.ToString(CultureInfo.InvariantCulture) + "\n";
        SafetyFiles.WriteSecret(Path.Combine(dataFolder, Name), Encoding.ASCII.GetBytes(text), replace: true);
    }

    /// <summary>The time that two final blocks must have reached; null when nothing is to be awaited.</summary>
    /// <exception cref="NodeStartException">The file cannot be read.</exception>
    public static ulong? Read(string dataFolder)
    {
        string path = Path.Combine(dataFolder, Name);
        if (!File.Exists(path))
        {
            return null;
        }
        string text = File.ReadAllText(path).Trim();
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong fromMs)
            ? fromMs
            : throw new NodeStartException(
                ExitCode.Refused,
                $"{path} holds no time in milliseconds; remove it if these keys have signed nothing for a minute.");
    }

    /// <summary>Ends it.</summary>
    public static void End(string dataFolder) => File.Delete(Path.Combine(dataFolder, Name));
}
