using Aether.Node.Rpc.Discovery;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc.Discovery;

public sealed class RpcTablesTests
{
    private const string Document = "src/docs/specs/json-rpc.md";

    [Theory]
    [InlineData("methods")]
    [InlineData("errors")]
    public void Document_HasTheTableOfTheCode(string name)
    {
        string path = Path.Combine(FindRoot(), Document);
        string text = File.ReadAllText(path);
        string begin = $"<!-- {name}: made by RpcTables, written by UPDATE_DOCUMENTS=1 in the tests -->\n";
        string end = $"<!-- {name} end -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = text.IndexOf(end, StringComparison.Ordinal);
        string table = name == "methods" ? RpcTables.Methods() : RpcTables.Errors();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCUMENTS") == "1")
        {
            File.WriteAllText(path, text[..from] + table + text[to..]);
            return;
        }
        Assert.Equal(table, text[from..to]);
    }

    [Fact]
    public void Catalogue_HasEveryCodeOnce() => Assert.Equal(
        Enum.GetValues<RpcErrorCode>().Order(), RpcErrors.All.Select(error => error.Code).Order());

    private static string FindRoot()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Aether.sln")))
        {
            folder = folder.Parent!;
        }
        return folder.FullName;
    }
}
