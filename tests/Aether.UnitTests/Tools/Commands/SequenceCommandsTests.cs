using System.Text.Json.Nodes;
using Aether.Consensus.Sequencing;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Aether.UnitTests.Consensus.Sequencing;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`sequence`: fetch from a node, verify from a file or from the node.</summary>
public sealed class SequenceCommandsTests : IDisposable
{
    private static readonly Hash256[] s_transactions = [SequenceSamples.Id(1), SequenceSamples.Id(2)];

    private readonly CliHarness _cli = new();
    private readonly Header _header = SequenceSamples.Header(9, s_transactions);
    private readonly SlotSequence _record;

    public SequenceCommandsTests()
    {
        _record = SequenceSamples.Build(SequenceSamples.Entries(_header, s_transactions)).Single();
        _record = SequenceSamples.Rechain(
            _record with { GenesisHash = _cli.Node.Chain.Genesis.Hash }, _record.Steps);
        Serve(_record);
        _cli.Node.Answer("aeth_getHeader", parameters =>
        {
            Assert.Equal(_header.Hash.ToString(), parameters[0]!.ToString());
            JsonObject answer = _cli.Node.HeaderOf(5);
            answer["rawHeader"] = Hex.Encode(Ace.Encode(_header));
            return answer;
        });
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task FetchAndVerify_HonestRecord_SaysWhatTheLeaderDid()
    {
        string file = _cli.PathOf("sequence.json");
        Assert.Equal(0, await _cli.RunAsync("sequence", "fetch", "9", "--out", file));
        JsonNode data = (await _cli.RunJsonAsync("sequence", "verify", file))["data"]!;
        Assert.True(data["valid"]!.GetValue<bool>());
        Assert.Equal(2, data["transactions"]!.GetValue<int>());
        Assert.Equal(1, data["leftOut"]!.GetValue<int>());
        Assert.Equal(5_000, data["gapsNs"]!["max"]!.GetValue<int>());
        Assert.Equal(0, await _cli.RunAsync("sequence", "verify", "--view", "9", "--field", "blockHash"));
        Assert.Equal(_header.Hash.ToString(), _cli.Output.Trim());
    }

    [Fact]
    public async Task Verify_ChangedRecords_Exit9()
    {
        SequenceStep[] steps = _record.Steps;
        SlotSequence swapped = SequenceSamples.Rechain(_record, [steps[0], steps[2], steps[1], .. steps[3..]]);
        foreach (SlotSequence bad in new[] { swapped, _record with { StartNs = 1 } })
        {
            Serve(bad);
            JsonObject envelope = await _cli.RunJsonAsync("sequence", "verify", "--view", "9");
            Assert.Equal(9, envelope["exit_code"]!.GetValue<int>());
            Assert.Equal("AE-9003", envelope["errors"]![0]!["code"]!.ToString());
        }
        string junk = _cli.Write("junk.json", "{}");
        Assert.Equal(9, await _cli.RunAsync("sequence", "verify", junk));
        SequenceFile file = new(
            SequenceFile.CurrentFormat, _record.GenesisHash, [.. Ace.Encode(_record), 0], Ace.Encode(_header));
        Assert.Equal(9, await _cli.RunAsync("sequence", "verify", _cli.Write("long.json", file.ToUtf8())));
    }

    [Fact]
    public async Task Verify_NoRecordOrNoChoice_HasItsExitCode()
    {
        _cli.Node.Answer("aeth_getSequence", _ => null);
        Assert.Equal(6, await _cli.RunAsync("sequence", "verify", "--view", "9"));
        Assert.Equal(2, await _cli.RunAsync("sequence", "verify"));
        Assert.Equal(2, await _cli.RunAsync("sequence", "verify", "x.json", "--view", "9"));
        Assert.Equal(2, await _cli.RunAsync("sequence", "verify", _cli.PathOf("missing.json")));
    }

    private void Serve(SlotSequence record) => _cli.Node.Answer("aeth_getSequence", _ => new JsonObject
    {
        ["view"] = record.View,
        ["blockHash"] = record.Steps[^1].Id.ToString(),
        ["raw"] = Hex.Encode(Ace.Encode(record)),
    });
}
