using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Aether.Consensus.Epochs;
using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>
/// Evidence of the simulator counts for a hash of the sources of consensus. What that hash leaves out must not reach
/// consensus.
/// </summary>
public sealed partial class EvidenceHashTests
{
    [Fact]
    public void ConsensusNamesNoTypeThatTheHashLeavesOut()
    {
        string source = RepositoryFiles.ReadText("tests/Aether.SimulationRunner/CoreHash.cs");
        string list = source[source.IndexOf("s_ledgerTypes", StringComparison.Ordinal)..];
        list = list[..list.IndexOf(';', StringComparison.Ordinal)];
        HashSet<string> leftOut = [.. QuotedName().Matches(list).Select(match => match.Groups[1].Value)];
        Assert.Contains("Receipt", leftOut);

        HashSet<string> used = TypesUsedBy(typeof(ChainCore).Assembly.Location);
        Assert.Contains("Header", used);
        Assert.Empty(leftOut.Intersect(used));
    }

    private static HashSet<string> TypesUsedBy(string assembly)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(item => metadata.GetString(metadata.GetTypeReference(item).Name))];
    }

    [GeneratedRegex("\"([A-Za-z0-9]+)\"")]
    private static partial Regex QuotedName();
}
