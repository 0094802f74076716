using Aether.Node.Telemetry.Catalogue;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class CatalogueTextTests
{
    private const string Variable = "AETHER_WRITE_DOCS";

    [Fact]
    public void Document_IsThatOfTheCatalogue()
    {
        string path = RepositoryFolder.PathOf("src", "docs", "specs", "metrics.md");
        string text = CatalogueText.Write();
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(path, text);
        }
        Assert.True(
            File.ReadAllText(path) == text,
            $"{path} differs from the catalogue; run this test once with {Variable}=1 to write it.");
    }
}
