using System.Xml.Linq;
using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>Who may reference whom. The project files are checked against the table below.</summary>
public sealed class LayerTests
{
    private const string Prefix = "Aether.";

    /// <summary>Projects under <c>src</c>, each with the projects it may reference.</summary>
    private static readonly SortedDictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Native"] = ["Core"],
        ["Crypto"] = ["Core", "Native"],
        ["Attestation"] = ["Core", "Native", "Crypto"],
        ["Da"] = ["Core", "Native", "Crypto"],
        ["Network"] = ["Core", "Native", "Crypto"],
        ["Execution"] = ["Core", "Native", "Crypto", "Attestation"],
        ["Consensus"] = ["Core", "Crypto"],
        ["Pipeline"] = ["Core", "Crypto", "Da", "Execution", "Consensus", "Network"],
        ["Sdk"] = ["Core", "Crypto", "Consensus"],
        ["AiMesh"] = ["Core", "Native", "Crypto", "Attestation", "Sdk"],
        ["Tools"] = ["Core", "Crypto", "Execution", "Consensus", "Sdk"],
        ["Node"] =
        [
            "Core", "Native", "Crypto", "Attestation", "Da", "Network", "Execution", "Consensus", "Pipeline", "Sdk",
        ],
    };

    /// <summary>Packages and frameworks of the projects below the hosts; the hosts choose their own.</summary>
    private static readonly SortedDictionary<string, string[]> s_packages = new(StringComparer.Ordinal)
    {
        ["Network"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["Pipeline"] = ["Microsoft.Extensions.Logging.Abstractions"],
    };

    private static readonly string[] s_hosts = ["Node", "AiMesh", "Tools"];

    private static readonly string[] s_checked = ["Execution", "Consensus"];

    [Fact]
    public void Projects_AreInTheTable()
    {
        Assert.Contains("Core", Projects().Keys);
        Assert.All(Projects().Keys, project => Assert.Contains(project, s_allowed.Keys));
    }

    [Fact]
    public void References_FollowTheTable()
    {
        List<string> breaches = [];
        foreach ((string project, XDocument file) in Projects())
        {
            breaches.AddRange(ReferenceBreaches(project, file));
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Fact]
    public void Packages_BelowTheHosts_AreFew()
    {
        List<string> breaches = [];
        foreach ((string project, XDocument file) in Projects())
        {
            breaches.AddRange(PackageBreaches(project, file));
        }

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Theory]
    [InlineData("Consensus", "../Aether.Execution/Aether.Execution.csproj")]
    [InlineData("Core", "../Aether.Native/Aether.Native.csproj")]
    [InlineData("Crypto", "../Aether.Pipeline/Aether.Pipeline.csproj")]
    [InlineData("Unheard", "../Aether.Core/Aether.Core.csproj")]
    public void References_Sideways_AreFound(string project, string reference)
    {
        XDocument file = XDocument.Parse($"<Project><G><ProjectReference Include='{reference}'/></G></Project>");
        Assert.Single(ReferenceBreaches(project, file));
    }

    [Theory]
    [InlineData("Core", "PackageReference", "Microsoft.Extensions.Logging.Abstractions", 1)]
    [InlineData("Network", "PackageReference", "Microsoft.Extensions.Logging.Abstractions", 0)]
    [InlineData("Pipeline", "FrameworkReference", "Microsoft.AspNetCore.App", 1)]
    [InlineData("Node", "FrameworkReference", "Microsoft.AspNetCore.App", 0)]
    public void Packages_OutsideTheHosts_AreFound(string project, string kind, string package, int count)
    {
        XDocument file = XDocument.Parse($"<Project><G><{kind} Include='{package}'/></G></Project>");
        Assert.Equal(count, PackageBreaches(project, file).Count());
    }

    [Fact]
    public void Build_TransitiveReferencesAreOff()
    {
        // Otherwise a project could use what only a project below it references.
        XDocument props = XDocument.Load(Path.Combine(RepositoryFiles.Root, "Directory.Build.props"));
        Assert.Equal("true", props.Descendants("DisableTransitiveProjectReferences").Single().Value);
        Assert.All(Projects().Values, file => Assert.Empty(file.Descendants("DisableTransitiveProjectReferences")));
    }

    [Fact]
    public void DeterministicProjects_CheckArithmetic() =>
        Assert.All(s_checked, project => Assert.Equal(
            "true", Projects()[project].Descendants("CheckForOverflowUnderflow").SingleOrDefault()?.Value));

    private static IEnumerable<string> ReferenceBreaches(string project, XDocument file)
    {
        string[] allowed = s_allowed.GetValueOrDefault(project, []);
        foreach (string target in file.Descendants("ProjectReference").Select(Include))
        {
            string name = Path.GetFileNameWithoutExtension(target.Replace('\\', '/'));
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !allowed.Contains(name[Prefix.Length..]))
            {
                yield return $"src/Aether.{project} may not reference {name}";
            }
        }
    }

    private static IEnumerable<string> PackageBreaches(string project, XDocument file)
    {
        if (s_hosts.Contains(project))
        {
            yield break;
        }

        string[] allowed = s_packages.GetValueOrDefault(project, []);
        string[] kinds = ["PackageReference", "FrameworkReference"];
        foreach (string package in kinds.SelectMany(kind => file.Descendants(kind)).Select(Include))
        {
            if (!allowed.Contains(package))
            {
                yield return $"src/Aether.{project} may not use {package}; packages belong to the hosts";
            }
        }
    }

    private static string Include(XElement reference) => reference.Attribute("Include")!.Value;

    private static SortedDictionary<string, XDocument> Projects()
    {
        SortedDictionary<string, XDocument> projects = new(StringComparer.Ordinal);
        foreach (string path in RepositoryFiles.All)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (path == $"src/{name}/{name}.csproj" && name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                projects.Add(name[Prefix.Length..], XDocument.Load(Path.Combine(RepositoryFiles.Root, path)));
            }
        }

        return projects;
    }
}
