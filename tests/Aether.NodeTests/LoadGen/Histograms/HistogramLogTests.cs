using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Aether.Tools.LoadGen.Histograms;
using Xunit;

namespace Aether.NodeTests.LoadGen.Histograms;

public sealed class HistogramLogTests
{
    private static readonly double[] s_percentiles = [0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    public void Encode_ReadBack_HasTheSameCounts(int count)
    {
        HdrHistogram histogram = Record(HdrHistogramTests.Values(count, seed: 11));
        Assert.True(HistogramLog.TryDecode(HistogramLog.Encode(histogram), out HdrHistogram read));
        Assert.Equal(histogram.Counts, read.Counts);
        Assert.Equal(histogram.Count, read.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all")]
    [InlineData("AAAA")]
    [InlineData("HISTFAAAAAB42g==")]
    public void TryDecode_AnythingElse_IsRefused(string text) => Assert.False(HistogramLog.TryDecode(text, out _));

    [Fact]
    public void TryDecode_EveryTruncation_IsRefused()
    {
        byte[] whole = Convert.FromBase64String(HistogramLog.Encode(Record([1, 2, 3_000, 70_000])));
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(HistogramLog.TryDecode(Convert.ToBase64String(whole.AsSpan(0, length)), out _));
        }
    }

    [Fact]
    public async Task Encode_ReadByAnotherImplementation_GivesTheFiguresItGetsItself()
    {
        string tools = Path.Combine(Root(), "tests", "tools");
        if (!Directory.Exists(Path.Combine(tools, "node_modules", "hdr-histogram-js")))
        {
            Assert.Skip("hdr-histogram-js is not installed; run ./build.sh setup");
        }
        long[] values = HdrHistogramTests.Values(20_000, seed: 5);
        HdrHistogram histogram = Record(values);
        string input = JsonSerializer.Serialize(new { encoded = HistogramLog.Encode(histogram), values });
        using JsonDocument answer = JsonDocument.Parse(await RunAsync(Path.Combine(tools, "hdr.mjs"), input));
        JsonElement read = answer.RootElement.GetProperty("read");
        JsonElement own = answer.RootElement.GetProperty("own");
        Assert.Equal(values.Length, read.GetProperty("count").GetInt64());
        Array.Sort(values);
        for (int index = 0; index < s_percentiles.Length; index++)
        {
            long theirs = own.GetProperty("percentiles")[index].GetInt64();
            Assert.Equal(theirs, read.GetProperty("percentiles")[index].GetInt64());
            // It rounds the rank to the nearest where this implementation rounds it up.
            int rank = Math.Max((int)((s_percentiles[index] / 100 * values.Length) + 0.5), 1);
            Assert.Equal(HdrHistogram.IndexOf(values[rank - 1]), HdrHistogram.IndexOf(theirs));
        }
        // What it writes is read here.
        string written = answer.RootElement.GetProperty("encoded").GetString()!;
        Assert.True(HistogramLog.TryDecode(written, out HdrHistogram back));
        Assert.Equal(histogram.Counts, back.Counts);
    }

    [Fact]
    public void Table_EndsWithTheLargestValueAndTheCount()
    {
        string table = HistogramLog.Table(Record([1_000, 2_000, 3_000]));
        string[] lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string last = lines.Last(line => !line.StartsWith('#'));
        string[] columns = last.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("3.000", columns[0]);
        Assert.Equal(1, double.Parse(columns[1], CultureInfo.InvariantCulture));
        Assert.Equal("3", columns[2]);
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aether.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }
        return folder;
    }

    private static HdrHistogram Record(IEnumerable<long> values)
    {
        HdrHistogram histogram = new();
        foreach (long value in values)
        {
            histogram.Record(value);
        }
        return histogram;
    }

    private static async Task<string> RunAsync(string script, string input)
    {
        ProcessStartInfo start = new("node", [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
