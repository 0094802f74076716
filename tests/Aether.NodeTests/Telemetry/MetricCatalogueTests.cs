using System.Text.RegularExpressions;
using Aether.Node.Telemetry.Catalogue;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed partial class MetricCatalogueTests
{
    [Fact]
    public void All_AreNamedAsPrometheusWants()
    {
        Assert.True(MetricCatalogue.All.Count >= 60);
        Assert.Equal(MetricCatalogue.All.Count, MetricCatalogue.All.Select(info => info.Name).Distinct().Count());
        foreach (MetricInfo info in MetricCatalogue.All)
        {
            Assert.Matches(Name(), info.Name);
            Assert.All(info.Labels, label => Assert.Matches(Label(), label));
            Assert.True(info.Labels.Length <= 4, info.Name);
            Assert.Equal(info.Kind == MetricKind.Counter, info.Name.EndsWith("_total", StringComparison.Ordinal));
            string[] units = ["seconds", "bytes", "ratio", ""];
            Assert.Contains(info.Unit, units);
            if (info.Unit is "seconds" or "bytes")
            {
                Assert.Contains($"_{info.Unit}", info.Name, StringComparison.Ordinal);
            }
            Assert.NotEmpty(info.Help);
            Assert.False(info.Help.EndsWith('.'), info.Name);
        }
    }

    [Fact]
    public void Histograms_HaveAscendingBounds()
    {
        foreach (MetricInfo info in MetricCatalogue.All)
        {
            Assert.Equal(info.Kind == MetricKind.Histogram, info.Bounds.Length > 0);
            Assert.Equal(info.Bounds.Order(), info.Bounds);
            Assert.Equal(info.Bounds.Length, info.Bounds.Distinct().Count());
        }
        // The limits of the objectives are bounds, so that counting what is within them is exact.
        Assert.Contains(2, ConsensusMetrics.FinalityLatency.Bounds);
        Assert.Contains(5, ConsensusMetrics.FinalityLatency.Bounds);
        Assert.Contains(0.3, RpcRows.RequestSeconds.Bounds);
    }

    [GeneratedRegex("^(aether|process|dotnet)(_[a-z0-9]+)+$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z][a-z_]*$")]
    private static partial Regex Label();
}
