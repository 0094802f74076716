using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

public sealed class KeysCommandsTests : IDisposable
{
    private readonly CliHarness _cli = new();
    private readonly string _to = "0x" + new string('b', 64);

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task New_WithPasswordFile_MakesAnEncryptedFileThatSigns()
    {
        string password = _cli.Write("pass.txt", "correct horse\n");
        string path = _cli.PathOf("k.json");
        JsonObject made = await _cli.RunJsonAsync("keys", "new", "--out", path, "--password-file", password);
        Assert.True(made["data"]!["encrypted"]!.GetValue<bool>());
        Assert.DoesNotContain("seed", File.ReadAllText(path), StringComparison.Ordinal);
        JsonObject shown = await _cli.RunJsonAsync("keys", "show", path);
        Assert.Equal(made["data"]!.ToJsonString(), shown["data"]!.ToJsonString());

        string[] line = ["transfer", "--from", path, "--to", _to, "--amount", "1", "--password-file"];
        Assert.Equal(0, await _cli.RunAsync([.. line, password]));
        string wrong = _cli.Write("wrong.txt", "correct horsf\n");
        Assert.Equal(8, await _cli.RunAsync([.. line, wrong]));
        Assert.StartsWith("error AE-8001", _cli.Error, StringComparison.Ordinal);
        Assert.Equal("", _cli.Output);
        Assert.Equal(2, await _cli.RunAsync(line[..^1]));
        Assert.Contains("--password-file", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_FileIsForItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are those of Unix");
            return;
        }
        string path = await _cli.NewKeyAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal(8, await _cli.RunAsync("keys", "show", path));
        Assert.Contains("chmod 600", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_FileExists_Exits2AndKeepsIt()
    {
        string path = await _cli.NewKeyAsync();
        string before = File.ReadAllText(path);
        Assert.Equal(2, await _cli.RunAsync("keys", "new", "--insecure-plaintext", "--out", path));
        Assert.Contains("AE-2007", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(path));
    }

    [Fact]
    public async Task New_NoTerminalAndNoPasswordFile_Exits2NamingTheOption()
    {
        string path = _cli.PathOf("k.json");
        Assert.Equal(2, await _cli.RunAsync("keys", "new", "--out", path));
        Assert.Contains("--password-file", _cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task New_OnATerminal_AsksTwiceAndNeverWithJson()
    {
        Queue<string> typed = new(["abc", "abd"]);
        _cli.AskSecret = _ => Encoding.UTF8.GetBytes(typed.Dequeue());
        Assert.Equal(2, await _cli.RunAsync("keys", "new", "--out", _cli.PathOf("k.json")));
        Assert.Contains("differ", _cli.Error, StringComparison.Ordinal);
        JsonObject envelope = await _cli.RunJsonAsync("keys", "new", "--out", _cli.PathOf("k.json"));
        Assert.Equal(2, envelope["exit_code"]!.GetValue<int>());
        Assert.False(File.Exists(_cli.PathOf("k.json")));
    }

    [Fact]
    public async Task New_EmptyPassword_Exits2()
    {
        string password = _cli.Write("pass.txt", "\nsecond line");
        string path = _cli.PathOf("k.json");
        Assert.Equal(2, await _cli.RunAsync("keys", "new", "--out", path, "--password-file", password));
    }

    [Fact]
    public async Task New_Plaintext_WarnsOnStderrOrInTheEnvelope()
    {
        await _cli.NewKeyAsync("a.json");
        Assert.StartsWith("warning: ", _cli.Error, StringComparison.Ordinal);
        string path = _cli.PathOf("b.json");
        JsonObject envelope = await _cli.RunJsonAsync("keys", "new", "--insecure-plaintext", "--out", path);
        Assert.Single(envelope["warnings"]!.AsArray());
    }

    [Fact]
    public async Task Show_PrefixFollowsTheChoice()
    {
        string path = await _cli.NewKeyAsync();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", path, "--field", "address"));
        string test = _cli.Output.Trim();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", path, "--main", "--field", "address"));
        string main = _cli.Output.Trim();
        Assert.StartsWith("taeth1", test, StringComparison.Ordinal);
        Assert.StartsWith("aeth1", main, StringComparison.Ordinal);
        Assert.True(AddressText.TryParse(test, out Address first));
        Assert.True(AddressText.TryParse(main, out Address second));
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    public async Task Show_NoKeyFile_Exits2(string text)
    {
        string path = _cli.Write("k.json", text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }
        Assert.Equal(2, await _cli.RunAsync("keys", "show", path));
        Assert.Equal(2, await _cli.RunAsync("keys", "show", _cli.PathOf("none")));
    }
}
