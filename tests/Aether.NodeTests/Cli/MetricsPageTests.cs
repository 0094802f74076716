using Aether.Tools.Cli.Metrics;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>Pages of metrics come from elsewhere: what is one is read exactly, what is none is refused.</summary>
public sealed class MetricsPageTests
{
    [Fact]
    public void Parse_NamesLabelsAndNumbers()
    {
        MetricsPage page = MetricsPage.Parse(
            """
            # HELP a_total Things
            # TYPE a_total counter
            a_total{kind="x",text="q\"\\\nz"} 1.5e3 1395066363000
            a_total{ kind = "y" , } 2
            plain -4
            inf +Inf
            nan NaN

            """)!;
        Assert.Equal(5, page.Count);
        Assert.Equal(1502, page.Sum("a_total"));
        Assert.Equal(1500, page.Sum("a_total", "kind", "x"));
        Assert.Equal("q\"\\\nz", page.All("a_total").First().Label("text"));
        Assert.Equal(-4, page.Sum("plain"));
        Assert.Equal(double.PositiveInfinity, page.Sum("inf"));
        Assert.Equal(double.NaN, page.Sum("nan"));
        Assert.Null(page.Sum("absent"));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("a")]
    [InlineData("a b")]
    [InlineData("a{ 1")]
    [InlineData("a{b} 1")]
    [InlineData("a{b=c} 1")]
    [InlineData("a{b=\"c} 1")]
    [InlineData("a{b=\"c\"")]
    [InlineData("a{b=\"c\\")]
    [InlineData("{b=\"c\"} 1")]
    [InlineData("a{b=\"c\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\"}")]
    public void Parse_WhatIsNoPage_IsNull(string text) => Assert.Null(MetricsPage.Parse(text));

    [Fact]
    public void Parse_EveryCutOfAPage_NeverThrows()
    {
        const string Page = "a{b=\"c\\\"d\",e=\"f\"} 1 2\nb_bucket{le=\"+Inf\"} 3\n";
        for (int length = 0; length <= Page.Length; length++)
        {
            _ = MetricsPage.Parse(Page[..length])?.Quantile("b", 0.5);
        }
    }

    [Fact]
    public void Quantile_IsStraightWithinBuckets_AndCountsSinceAnEarlierPage()
    {
        MetricsPage before = Histogram(10, 10, 10);
        MetricsPage now = Histogram(10, 110, 110);
        Assert.Equal(1.5, now.Quantile("h", 0.5, before)!.Value, 6);
        Assert.Equal(1.95, now.Quantile("h", 0.95, before)!.Value, 6);
        Assert.Null(now.Quantile("h", 0.5, now));
        Assert.Null(now.Quantile("absent", 0.5));
        // Above the last bound nothing is known but the bound.
        Assert.Equal(2, Histogram(0, 0, 5).Quantile("h", 0.5));
        // After a restart of the node the new page alone counts.
        Assert.Equal(0.5, Histogram(4, 4, 4).Quantile("h", 0.5, Histogram(10, 110, 110))!.Value, 6);
    }

    private static MetricsPage Histogram(int one, int two, int all) => MetricsPage.Parse(
        $"h_bucket{{le=\"1\"}} {one}\nh_bucket{{le=\"2\"}} {two}\nh_bucket{{le=\"+Inf\"}} {all}\nh_count {all}\n")!;
}
