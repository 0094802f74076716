using Aether.Execution.Wasm.Host;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.UnitTests.Repository;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>What the kit carries says the same as the node.</summary>
public sealed class KitFilesTests
{
    private const string Folder = "src/Aether.Tools/Contracts/Kit";

    [Fact]
    public void Declarations_BothLanguages_AreThoseOfTheHost()
    {
        string c = Between(KitFiles.Sdk(ContractLanguage.C), "/* --- host functions: begin --- */\n", "/* --- host");
        Assert.Equal(KitDeclarations.C(), c);
        string ts = Between(
            KitFiles.Sdk(ContractLanguage.AssemblyScript), "// --- host functions: begin ---\n", "// --- host");
        Assert.Equal(KitDeclarations.AssemblyScript(), ts);
        Assert.Equal(HostFunctions.All.Count, c.Split("AE_HOST(").Length - 1);
    }

    [Fact]
    public void Resources_AreTheFilesOfTheTree()
    {
        foreach (ContractLanguage language in Enum.GetValues<ContractLanguage>())
        {
            string name = KitFiles.SdkName(language);
            Assert.Equal(RepositoryFiles.ReadText($"{Folder}/{name}"), KitFiles.Sdk(language));
        }
        Assert.Contains("AE_METHOD(increment)", KitFiles.Counter("contract.c"), StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorCodes_OfBothHeaders_AreThoseThatToolsName()
    {
        foreach (AbiError error in AbiError.OfKit)
        {
            string name = error.Name switch
            {
                "BadInput" => "BAD_INPUT",
                "TooLong" => "TOO_LONG",
                _ => error.Name.ToUpperInvariant(),
            };
            Assert.Contains($"#define AE_{name} 0x{error.Code:X8}u", KitFiles.Sdk(ContractLanguage.C));
            Assert.Contains($"{name}: u32 = 0x{error.Code:x8};", KitFiles.Sdk(ContractLanguage.AssemblyScript));
        }
    }

    [Fact]
    public void CompilerVersion_IsTheOneThatIsLocked()
    {
        string pinned = $"\"assemblyscript\": \"{KitFiles.AssemblyScriptVersion}\"";
        Assert.Contains(pinned, RepositoryFiles.ReadText("src/docs/contracts/package.json"), StringComparison.Ordinal);
        Assert.Contains(
            pinned, RepositoryFiles.ReadText("src/docs/contracts/package-lock.json"), StringComparison.Ordinal);
    }

    private static string Between(string text, string begin, string end)
    {
        int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.True(start >= begin.Length);
        int stop = text.IndexOf(end, start, StringComparison.Ordinal);
        Assert.True(stop > start);
        return text[start..stop];
    }
}
