using System.Text.Json.Nodes;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.UnitTests.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

public sealed class ContractCommandsTests : IDisposable
{
    private readonly CliHarness _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("c", "contract.c")]
    [InlineData("assemblyscript", "contract.ts")]
    public async Task New_Language_MakesAFolderThatBuilds(string language, string source)
    {
        _cli.Variables["AETHER_ASC"] = ContractExamples.AssemblyScript;
        string folder = _cli.PathOf("Shop");
        JsonObject made = await _cli.RunJsonAsync("contract", "new", folder, "--lang", language);
        Assert.Contains(source, made["data"]!["files"]!.AsArray().Select(file => file!.GetValue<string>()));
        JsonObject built = await _cli.RunJsonAsync("contract", "build", folder);
        Assert.Equal(0, built["exit_code"]!.GetValue<int>());
        string module = built["data"]!["module"]!.GetValue<string>();
        Assert.Equal(Path.Combine(folder, "build", "shop.wasm"), module);
        Assert.Equal(built["data"]!["bytes"]!.GetValue<int>(), new FileInfo(module).Length);
        Assert.True(new FileInfo(module + ".names").Length > 0);
        Assert.True(WasmSections.TryFind(File.ReadAllBytes(module), ContractAbi.SectionName, out _));

        Assert.Equal(0, await _cli.RunAsync("contract", "abi", module));
        Assert.Contains("call      increment(by: u64) -> (value: u64)", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "new", folder));
        Assert.Contains("AE-2007", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_UnknownLanguageOrName_SaysWhatIsRight()
    {
        Assert.Equal(2, await _cli.RunAsync("contract", "new", _cli.PathOf("Shop"), "--lang", "asemblyscript"));
        Assert.Contains("did you mean assemblyscript?", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "new", _cli.PathOf("9 lives")));
        Assert.Contains("letters", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_SourceIsWrong_ShowsTheCompilersMessage()
    {
        string folder = _cli.PathOf("Shop");
        Assert.Equal(0, await _cli.RunAsync("contract", "new", folder));
        File.AppendAllText(Path.Combine(folder, "contract.c"), "int broken = ;\n");
        Assert.Equal(2, await _cli.RunAsync("contract", "build", folder));
        Assert.StartsWith("error AE-2022: the contract does not compile", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("contract.c:44:", _cli.Error, StringComparison.Ordinal);
        Assert.Equal("", _cli.Output);
        Assert.False(Directory.Exists(Path.Combine(folder, "build")));
    }

    [Fact]
    public async Task Build_StartFunctionThatComputes_IsRefusedWithTheReason()
    {
        _cli.Variables["AETHER_ASC"] = ContractExamples.AssemblyScript;
        string folder = _cli.PathOf("Shop");
        Assert.Equal(0, await _cli.RunAsync("contract", "new", folder, "--lang", "assemblyscript"));
        string source = Path.Combine(folder, "contract.ts");
        File.AppendAllText(source, "const one = new Key(\"x\");\nexport function f(): u64 { return one.getU64(); }\n");
        Assert.Equal(2, await _cli.RunAsync("contract", "build", folder));
        Assert.Contains("the contract has a start function", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NoFolderOrNoCompiler_SaysWhatToDo()
    {
        Assert.Equal(2, await _cli.RunAsync("contract", "build", _cli.PathOf("none")));
        Assert.Contains("aetherctl contract new", _cli.Error, StringComparison.Ordinal);
        string folder = _cli.PathOf("Shop");
        Assert.Equal(0, await _cli.RunAsync("contract", "new", folder, "--lang", "assemblyscript"));
        Assert.Equal(2, await _cli.RunAsync("contract", "build", folder));
        Assert.StartsWith("error AE-2021", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("npm install", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0061736D01000000", "Refused", "no method is exported")]
    [InlineData("0061736D02000000", "Malformed", "unknown binary version")]
    public async Task Check_NoContract_Exits9WithTheReasonOfTheGate(string hex, string kind, string reason)
    {
        string path = _cli.Write("x.wasm", Convert.FromHexString(hex));
        JsonObject envelope = await _cli.RunJsonAsync("contract", "check", path);
        Assert.Equal(9, envelope["exit_code"]!.GetValue<int>());
        JsonNode error = envelope["errors"]![0]!;
        Assert.Equal("AE-9010", error["code"]!.GetValue<string>());
        Assert.Equal(kind, error["details"]!["kind"]!.GetValue<string>());
        Assert.StartsWith(reason, error["details"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Examples_AreTakenWithoutWarnings()
    {
        foreach (string name in ContractExamples.Names)
        {
            foreach (ContractLanguage language in Enum.GetValues<ContractLanguage>())
            {
                string path = _cli.Write($"{name}.wasm", await ContractExamples.ModuleAsync(name, language));
                JsonObject envelope = await _cli.RunJsonAsync("contract", "check", path);
                Assert.Equal(0, envelope["exit_code"]!.GetValue<int>());
                Assert.Empty(envelope["warnings"]!.AsArray());
            }
        }
    }

    [Fact]
    public async Task Test_NewContract_HoldsUntilAScenarioDiffers()
    {
        string folder = _cli.PathOf("Shop");
        Assert.Equal(0, await _cli.RunAsync("contract", "new", folder));
        JsonObject passed = await _cli.RunJsonAsync("contract", "test", folder);
        JsonNode report = Assert.Single(passed["data"]!["scenarios"]!.AsArray())!;
        Assert.True(report["passed"]!.GetValue<bool>());
        Assert.Equal(5, report["steps"]!.AsArray().Count);

        string scenario = Path.Combine(folder, "scenario.json");
        string text = File.ReadAllText(scenario);
        File.WriteAllText(scenario, text.Replace("\"start\": 5", "\"start\": 6", StringComparison.Ordinal));
        JsonObject failed = await _cli.RunJsonAsync("contract", "test", folder);
        Assert.Equal(9, failed["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-9011", failed["errors"]![0]!["code"]!.GetValue<string>());
        Assert.StartsWith("step 2, get: ", failed["errors"]![0]!["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(failed["data"]!["scenarios"]![0]!["passed"]!.GetValue<bool>());
        File.Delete(scenario);
        Assert.Equal(2, await _cli.RunAsync("contract", "test", folder));
    }

    [Fact]
    public async Task Check_DescriptionAndExportsDiffer_Warns()
    {
        string folder = _cli.PathOf("Shop");
        Assert.Equal(0, await _cli.RunAsync("contract", "new", folder));
        string source = Path.Combine(folder, "contract.c");
        string text = File.ReadAllText(source);
        File.WriteAllText(source, text.Replace("METHOD(get)", "METHOD(gett)", StringComparison.Ordinal));
        Assert.Equal(0, await _cli.RunAsync("contract", "check", folder));
        Assert.Contains("abi.json describes get,", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("the module exports gett,", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abi_MistakesInTheFile_NameThePlace()
    {
        string path = _cli.Write("abi.json", """{"format":"aether-abi/1","name":"A","version":"1","methods":[{}]}""");
        Assert.Equal(2, await _cli.RunAsync("contract", "abi", path));
        Assert.Contains("AE-2020", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("methods[0]: the member 'name' is missing", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "abi", _cli.Write("x.wasm", "no module")));
    }

    [Fact]
    public async Task Abi_OneMethod_ShowsItsOptionsOrSuggestsAnother()
    {
        string folder = ContractExamples.Folder("token", ContractLanguage.C);
        Assert.Equal(0, await _cli.RunAsync("contract", "abi", folder, "transfer"));
        Assert.Contains("transfer --to ADDRESS --amount NUMBER", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "abi", folder, "transfr"));
        Assert.Contains("did you mean transfer?", _cli.Error, StringComparison.Ordinal);
    }
}
