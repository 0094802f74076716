using Aether.Execution.Wasm.Host;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts;

public sealed class ContractBuilderTests
{
    private const byte StartId = 8;
    private const int MaxExampleBytes = 10 * 1024;

    /// <summary>Every example in every language.</summary>
    public static TheoryData<string, int> Examples()
    {
        TheoryData<string, int> all = [];
        foreach (string name in ContractExamples.Names)
        {
            all.Add(name, (int)ContractLanguage.C);
            all.Add(name, (int)ContractLanguage.AssemblyScript);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Build_Example_GivesTheSameSmallModuleAgain(string name, int language)
    {
        byte[] module = await ContractExamples.ModuleAsync(name, (ContractLanguage)language);
        Assert.Equal(module, await ContractExamples.BuildAsync(name, (ContractLanguage)language));
        Assert.InRange(module.Length, 1, MaxExampleBytes);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Build_Example_HasDescriptionAndExportsAndNoStartFunction(string name, int language)
    {
        byte[] module = await ContractExamples.ModuleAsync(name, (ContractLanguage)language);
        Assert.True(WasmSections.TryList(module, out IReadOnlyList<WasmSection> sections));
        Assert.DoesNotContain(sections, section => section.Id == StartId);
        WasmSection custom = Assert.Single(sections, section => section.Name is not null);
        Assert.Equal(ContractAbi.SectionName, custom.Name);
        Assert.True(WasmSections.TryFind(module, ContractAbi.SectionName, out byte[] section));
        Assert.True(ContractAbi.TryParse(section, out ContractAbi? abi, out string problem), problem);

        string[] exports = [.. WasmNames.Exports(module).Order(StringComparer.Ordinal)];
        string[] expected = [.. abi!.Methods.Select(method => method.Name).Append("memory")];
        Assert.Equal(expected.Order(StringComparer.Ordinal), exports);
        string[] imports = [.. WasmNames.Imports(module)];
        Assert.NotEmpty(imports);
        Assert.All(imports, import => Assert.True(HostFunctions.TryFind(import, out _), import));
    }

    [Fact]
    public async Task Build_BothLanguages_HaveTheSameDescription()
    {
        foreach (string name in ContractExamples.Names)
        {
            byte[] c = await ContractExamples.ModuleAsync(name, ContractLanguage.C);
            byte[] script = await ContractExamples.ModuleAsync(name, ContractLanguage.AssemblyScript);
            Assert.NotEqual(c, script);
            Assert.True(WasmSections.TryFind(c, ContractAbi.SectionName, out byte[] first));
            Assert.True(WasmSections.TryFind(script, ContractAbi.SectionName, out byte[] second));
            Assert.Equal(first, second);
        }
    }
}
