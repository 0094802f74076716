using System.CommandLine;
using Aether.Node.Cli;
using Aether.Node.Options;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Cli;

public sealed class TokenOptionsTests
{
    private static readonly string[] s_whole =
    [
        "--pkcs11-module", "/lib/m.so", "--pkcs11-token", "vault", "--pkcs11-pin", "env:PIN", "--pkcs11-key", "cold",
    ];

    private readonly TokenOptions _options = new("Label of the key.");

    [Fact]
    public void Read_Whole_NamesTokenAndKey()
    {
        (Pkcs11Options token, string key) = Read(s_whole)!.Value;
        Assert.Equal("/lib/m.so", token.Module);
        Assert.Equal("vault", token.Token);
        Assert.Equal("the variable PIN", token.Pin.Description);
        Assert.Equal("cold", key);
    }

    [Fact]
    public void Read_None_IsNoToken() => Assert.Null(Read([]));

    [Fact]
    public void Read_SomeMissing_IsRefused()
    {
        for (int index = 0; index < s_whole.Length; index += 2)
        {
            string[] part = [.. s_whole[..index], .. s_whole[(index + 2)..]];
            NodeStartException error = Assert.Throws<NodeStartException>(() => Read(part));
            Assert.Equal(ExitCode.Usage, error.Code);
        }
    }

    [Fact]
    public void Read_PinByItself_IsRefusedAndNotRepeated()
    {
        string[] line = [.. s_whole];
        line[5] = "13579";
        NodeStartException error = Assert.Throws<NodeStartException>(() => Read(line));
        Assert.Contains("file:PATH or env:NAME", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("13579", error.Message, StringComparison.Ordinal);
    }

    private (Pkcs11Options Token, string Key)? Read(string[] line)
    {
        Command command = new("test");
        _options.AddTo(command);
        ParseResult parsed = command.Parse(line);
        Assert.Empty(parsed.Errors);
        return _options.Read(parsed);
    }
}
