using System.Reflection;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Aether.Node.Cli;
using Aether.Tools.Cli;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>The programs start from code that the build compiled.</summary>
public sealed class AheadOfTimeTests
{
    [Fact]
    public void Programs_InReleaseOnLinuxX64_AreCompiledAhead()
    {
        foreach (Assembly program in (Assembly[])[typeof(CommandLine).Assembly, typeof(AetherCommand).Assembly])
        {
            string? built = program.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration;
            bool expected = built == "Release"
                && OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;
            Assert.Equal(expected, HasNativeCode(program.Location));
        }
    }

    private static bool HasNativeCode(string path)
    {
        using PEReader reader = new(File.OpenRead(path));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
