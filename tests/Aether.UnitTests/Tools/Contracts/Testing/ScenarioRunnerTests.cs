using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts.Testing;

/// <summary>Scenarios on the interpreter: the examples hold in both languages, and every difference is seen.</summary>
public sealed class ScenarioRunnerTests
{
    [Fact]
    public async Task Run_Examples_HoldInBothLanguagesWithOneStorageRoot()
    {
        foreach (string name in ContractExamples.Names)
        {
            string path = Path.Combine(ContractExamples.Folder(name, ContractLanguage.C), "..", "scenario.json");
            ScenarioFile scenario = ScenarioJson.Read(File.ReadAllBytes(path), out string problem)!;
            Assert.Equal("", problem);
            HashSet<Hash256> roots = [];
            foreach (ContractLanguage language in Enum.GetValues<ContractLanguage>())
            {
                using ContractSandbox sandbox = new(
                    ContractCheck.Admit(await ContractExamples.ModuleAsync(name, language)));
                List<ScenarioOutcome> steps = [];
                Assert.Equal("", new ScenarioRunner(Abi(name), sandbox).Run(scenario, steps));
                Assert.Equal(scenario.Steps.Length, steps.Count);
                Assert.All(steps, step => Assert.True(step.Gas > 0));
                roots.Add(sandbox.State.StorageRoot());
            }
            Assert.False(Assert.Single(roots).IsZero);
        }
    }

    [Fact]
    public async Task Run_SameCallsAgain_UseTheSameGas()
    {
        JsonObject scenario = await CounterAsync();
        (_, List<ScenarioOutcome> first) = await RunAsync(scenario);
        (_, List<ScenarioOutcome> second) = await RunAsync(scenario);
        Assert.Equal(first, second);
        Assert.Equal("Overflow", first[3].Outcome);
    }

    [Theory]
    [InlineData("steps.2.outputs.value", "9", "step 3, increment: returned {\"value\":\"8\"}, not {\"value\":\"9\"}")]
    [InlineData("steps.2.events.0.fields.value", "9", "step 3, increment: emitted Incremented")]
    [InlineData("steps.2.events.0.name", "\"Increment\"", "step 3, increment: events: Increment is no event")]
    [InlineData("steps.2.events", "[]", "step 3, increment: emitted 1 events, not 0")]
    [InlineData("steps.2.inputs.by", "\"x\"", "step 3, increment: by: u64 is a whole number")]
    [InlineData("steps.2.from", "\"bob\"", "step 3, increment: 'bob' is no address and no name such as @alice")]
    [InlineData("steps.2.call", "\"incremen\"", "step 3, incremen: there is no such method; did you mean increment?")]
    [InlineData("steps.2.maxGas", "100", "step 3, increment: ended with OutOfGas, not with Success")]
    [InlineData("steps.2.error", "\"Overflow\"", "step 3, increment: ended with Success, not with Overflow")]
    [InlineData("steps.3.error", "\"BadInput\"", "step 4, increment: ended with Overflow, not with BadInput")]
    [InlineData("steps.2.transfers", """[{"to":"@a","asset":"SWR","amount":"1"}]""", "step 3, increment: made 0")]
    [InlineData("storage", "{}", "storage: it has 1 entries, not 0")]
    [InlineData("storage", "{\"0x00\":\"0x00\"}", "storage: 0x00 is absent, not 0x00")]
    public async Task Run_OneDifference_IsNamed(string path, string value, string expected)
    {
        JsonObject scenario = await CounterAsync();
        string[] names = path.Split('.');
        JsonNode parent = names[..^1].Aggregate(
            (JsonNode)scenario,
            (node, name) => int.TryParse(name, out int index) ? node[index]! : node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);
        (string problem, _) = await RunAsync(scenario);
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":"aether-scenario/2","steps":[]}""")]
    [InlineData("""{"format":"aether-scenario/1"}""")]
    [InlineData("""{"format":"aether-scenario/1","steps":[{"call":"a","input":{}}]}""")]
    [InlineData("[")]
    public void Read_NoScenario_IsRefusedWithAReason(string text)
    {
        Assert.Null(ScenarioJson.Read(Encoding.UTF8.GetBytes(text), out string problem));
        Assert.NotEqual("", problem);
    }

    [Fact]
    public void Read_TextThatIsNoUtf8_IsRefusedAndDoesNotFailLater()
    {
        byte[] text = Encoding.UTF8.GetBytes(
            """{"format":"aether-scenario/1","steps":[{"call":"increment","inputs":{"by":"?"}}]}""");
        text[Array.IndexOf(text, (byte)'?')] = 0x82;
        Assert.Null(ScenarioJson.Read(text, out string problem));
        Assert.Equal("it is no UTF-8 text", problem);
    }

    [Fact]
    public async Task Call_ThatFails_LeavesNothingBehind()
    {
        using ContractSandbox sandbox = new(
            ContractCheck.Admit(await ContractExamples.ModuleAsync("token", ContractLanguage.C)));
        Address alice = MemoryRuntimeState.AccountOf("alice");
        byte[] input = new byte[4 + 4 + 16];
        input[8] = 5;
        Assert.Equal(ReceiptStatus.Success, sandbox.Call(alice, "init", input, 1_000_000, out _));
        Hash256 root = sandbox.State.StorageRoot();
        for (ulong gas = 0; gas < 200_000; gas += 2_500)
        {
            byte[] burn = new byte[16];
            burn[0] = 1;
            ReceiptStatus status = sandbox.Call(alice, "burn", burn, gas, out ulong used);
            if (status == ReceiptStatus.Success)
            {
                Assert.NotEqual(root, sandbox.State.StorageRoot());
                return;
            }
            Assert.Equal(ReceiptStatus.OutOfGas, status);
            Assert.Equal(gas, used);
            Assert.Equal(root, sandbox.State.StorageRoot());
            Assert.Empty(sandbox.State.Events);
        }
        Assert.Fail("burning never had enough gas");
    }

    private static ContractAbi Abi(string name) =>
        ContractFolder.Open(ContractExamples.Folder(name, ContractLanguage.C)).Abi;

    private static async Task<JsonObject> CounterAsync()
    {
        string path = Path.Combine(ContractExamples.Folder("counter", ContractLanguage.C), "..", "scenario.json");
        return JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
    }

    private static async Task<(string Problem, List<ScenarioOutcome> Steps)> RunAsync(JsonObject scenario)
    {
        ScenarioFile file = ScenarioJson.Read(Encoding.UTF8.GetBytes(scenario.ToJsonString()), out string problem)!;
        Assert.Equal("", problem);
        using ContractSandbox sandbox = new(
            ContractCheck.Admit(await ContractExamples.ModuleAsync("counter", ContractLanguage.C)));
        List<ScenarioOutcome> steps = [];
        return (new ScenarioRunner(Abi("counter"), sandbox).Run(file, steps), steps);
    }
}
