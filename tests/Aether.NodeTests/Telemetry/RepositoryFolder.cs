using System.Reflection;
using Xunit;

namespace Aether.NodeTests.Telemetry;

/// <summary>Files of the repository that are checked against the code.</summary>
internal static class RepositoryFolder
{
    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string PathOf(params string[] parts)
    {
        string? folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Aether.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        Assert.SkipWhen(folder is null, "the tests do not run inside the repository");
        return Path.Combine([folder!, .. parts]);
    }
}
