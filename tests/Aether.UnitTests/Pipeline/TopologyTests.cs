using System.Numerics;
using System.Reflection;
using Aether.Core;
using Aether.Pipeline;
using Xunit;

namespace Aether.UnitTests.Pipeline;

public sealed class TopologyTests
{
    [Fact]
    public void Stages_AreExactlyTheStageClasses()
    {
        string[] classes = [.. typeof(Topology).Assembly.GetTypes()
            .Where(type => type.Namespace == "Aether.Pipeline.Stages" && type.IsClass)
            .Select(type => type.Name)
            .Where(name => name.EndsWith("Stage", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(classes, Topology.Stages.Select(stage => stage.Stage).Order(StringComparer.Ordinal));
        Assert.Equal(6, Topology.Stages.Select(stage => stage.Thread).Distinct().Count());
    }

    [Fact]
    public void Links_AreBoundedAndSayWhatHappensWhenFull()
    {
        Assert.All(Topology.Links, link =>
        {
            Assert.True(link.Depth > 0 && link.LargestBytes > 0);
            Assert.NotEmpty(link.WhenFull);
        });
        Assert.True(BitOperations.IsPow2(Limits.Pipeline.SubmitLinkDepth));
        Assert.True(BitOperations.IsPow2(Limits.Pipeline.ExecuteLinkDepth));
        Assert.True(Limits.Pipeline.ExecuteLinkDepth >= 2 * Limits.Consensus.MaxPendingBlocks);
    }

    [Fact]
    public void StageFiles_HaveAtMost300Lines()
    {
        // The house rule for stages is stricter than the one the repository test applies to all files.
        string root = FindRoot();
        string[] files = Directory.GetFiles(Path.Combine(root, "src", "Aether.Pipeline", "Stages"), "*.cs");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(File.ReadAllLines(file).Length <= 300, file));
    }

    private static string FindRoot()
    {
        string? folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Aether.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        Assert.SkipWhen(folder is null, "the tests do not run inside the repository");
        return folder!;
    }
}
