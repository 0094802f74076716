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
    // The type of the empty list in a payload of consensus; nothing of it is called or read.
    private const string OnlyNamed = "Transaction";

    [Fact]
    public void ConsensusUsesNoTypeThatTheHashLeavesOut()
    {
        string source = RepositoryFiles.ReadText("tests/Aether.SimulationRunner/CoreHash.cs");
        string list = source[source.IndexOf("s_ledgerTypes", StringComparison.Ordinal)..];
        list = list[..list.IndexOf(';', StringComparison.Ordinal)];
        HashSet<string> leftOut = [.. QuotedName().Matches(list).Select(match => match.Groups[1].Value)];
        Assert.Contains("Receipt", leftOut);

        using PEReader file = new(File.OpenRead(typeof(ChainCore).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        HashSet<string> named = [.. metadata.TypeReferences.Select(type => NameOf(metadata, type))];
        Assert.Contains("Header", named);
        Assert.Empty(leftOut.Intersect(named).Except([OnlyNamed]));

        HashSet<string> calledOrRead =
        [
            .. metadata.MemberReferences.Select(member => metadata.GetMemberReference(member).Parent)
                .Where(parent => parent.Kind == HandleKind.TypeReference)
                .Select(parent => NameOf(metadata, (TypeReferenceHandle)parent)),
        ];
        Assert.Contains("Header", calledOrRead);
        Assert.Empty(leftOut.Intersect(calledOrRead));
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle type) =>
        metadata.GetString(metadata.GetTypeReference(type).Name);

    [GeneratedRegex("\"([A-Za-z0-9]+)\"")]
    private static partial Regex QuotedName();
}
