using System.Text.Json.Nodes;
using Aether.Core.Types;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>Names of addresses stand for them in every command.</summary>
public sealed class AliasCommandsTests : IDisposable
{
    private static readonly string s_bob = AddressText.Format(new Address(new Hash256(new byte[32])), "taeth");

    private readonly ToolHarness _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Name_StandsForItsAddress()
    {
        _cli.Node.Answer("aeth_any", _ => true);
        Assert.Equal(0, await _cli.RunAsync("alias", "add", "bob", s_bob));
        Assert.Equal(0, await _cli.RunAsync("rpc", "aeth_any", "@bob", "latest"));
        Assert.Equal($"[\"{s_bob}\",\"latest\"]", _cli.Node.Parameters[^1].Parameters.ToJsonString());
        JsonObject list = await _cli.RunJsonAsync("alias", "ls");
        Assert.Equal($$"""[{"name":"bob","address":"{{s_bob}}"}]""", list["data"]!.ToJsonString());
        Assert.Equal(0, await _cli.RunAsync("alias", "rm", "@bob"));
        Assert.Equal(0, await _cli.RunAsync("alias", "ls"));
        Assert.Equal("", _cli.Output.Trim());
    }

    [Fact]
    public async Task Name_Unknown_IsRefusedBeforeAnythingIsAsked()
    {
        Assert.Equal(0, await _cli.RunAsync("alias", "add", "bob", s_bob));
        Assert.Equal(2, await _cli.RunAsync("balance", "@bbo"));
        Assert.StartsWith("error AE-", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean @bob?", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Node.Calls);
        JsonObject envelope = await _cli.RunJsonAsync("balance", "@nobody");
        Assert.Equal(2, envelope["exit_code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Add_WhatIsNoAddressOrHasAName_IsRefused()
    {
        Assert.Equal(2, await _cli.RunAsync("alias", "add", "bob", s_bob[..^1]));
        Assert.Equal(2, await _cli.RunAsync("alias", "add", "b@b", s_bob));
        Assert.Equal(0, await _cli.RunAsync("alias", "add", "bob", s_bob));
        Assert.Equal(2, await _cli.RunAsync("alias", "add", "bob", s_bob));
        Assert.Equal(2, await _cli.RunAsync("alias", "rm", "eve"));
    }

    [Fact]
    public async Task Names_AndNetworks_KeepEachOther()
    {
        Assert.Equal(0, await _cli.RunAsync("network", "add", "local"));
        Assert.Equal(0, await _cli.RunAsync("alias", "add", "bob", s_bob));
        Assert.Equal(0, await _cli.RunAsync("network", "rm", "local"));
        Assert.Equal(0, await _cli.RunAsync("network", "add", "other"));
        Assert.Equal(0, await _cli.RunAsync("alias", "ls"));
        Assert.Contains(s_bob, _cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("alias", "rm", "bob"));
        Assert.Equal(0, await _cli.RunAsync("network", "ls"));
        Assert.Contains("other", _cli.Output, StringComparison.Ordinal);
        string file = await File.ReadAllTextAsync(
            _cli.PathOf("settings/aether/networks.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("addresses", file, StringComparison.Ordinal);
    }
}
