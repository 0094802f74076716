using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Contracts;

namespace Aether.Tools.Contracts.Testing;

/// <summary>Runs the steps of a scenario and compares what they give, byte by byte.</summary>
internal sealed class ScenarioRunner(ContractAbi abi, ContractSandbox sandbox)
{
    private const string DefaultCaller = "@alice";
    private const string ContractName = "contract";

    /// <summary>Runs all steps; the first difference ends it.</summary>
    /// <param name="scenario">The steps.</param>
    /// <param name="steps">What each step did.</param>
    /// <returns>What differs; empty when all is as expected.</returns>
    public string Run(ScenarioFile scenario, List<ScenarioOutcome> steps)
    {
        for (int index = 0; index < scenario.Steps.Length; index++)
        {
            ScenarioStep step = scenario.Steps[index];
            string problem = Run(step, steps);
            if (problem.Length > 0)
            {
                return $"step {index + 1}, {step.Call}: {problem}";
            }
        }
        return scenario.Storage is null ? "" : CompareStorage(scenario.Storage);
    }

    private string Run(ScenarioStep step, List<ScenarioOutcome> steps)
    {
        AbiMethod? method = abi.FindMethod(step.Call);
        if (method is null)
        {
            return $"there is no such method{Suggestion.DidYouMean(step.Call, abi.Methods.Select(m => m.Name))}";
        }
        sandbox.State.Height = step.Height ?? sandbox.State.Height + 1;
        if (!TrySetBalances(step, out string problem)
            || !TryAddress(step.From ?? DefaultCaller, out Address from, out problem)
            || !TryEncode(method.Inputs, step.Inputs, out byte[] input, out problem))
        {
            return problem;
        }
        ulong gas = step.MaxGas ?? Limits.Transaction.MaxGas;
        ReceiptStatus status = sandbox.Call(from, step.Call, input, gas, out ulong used);
        string outcome = Outcome(status, sandbox.Failure);
        steps.Add(new ScenarioOutcome(step.Call, outcome, used));
        string expected = step.Error is null ? nameof(ReceiptStatus.Success) : ErrorName(step.Error);
        if (outcome != expected)
        {
            return $"ended with {outcome}, not with {expected}";
        }
        problem = step.Outputs is null ? "" : CompareOutputs(method, step.Outputs);
        problem = problem.Length > 0 || step.Events is null ? problem : CompareEvents(step.Events);
        return problem.Length > 0 || step.Transfers is null ? problem : CompareTransfers(step.Transfers);
    }

    private string Outcome(ReceiptStatus status, ContractFailure? failure) => status switch
    {
        ReceiptStatus.Aborted => abi.FindError(failure!.Detail)?.Name
            ?? failure.Detail.ToString(CultureInfo.InvariantCulture),
        _ => status.ToString(),
    };

    private string ErrorName(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint code)
            ? abi.FindError(code)?.Name ?? text
            : text;

    private string CompareOutputs(AbiMethod method, JsonObject expected)
    {
        if (!TryEncode(method.Outputs, expected, out byte[] bytes, out string problem))
        {
            return $"outputs: {problem}";
        }
        return sandbox.Output.SequenceEqual(bytes)
            ? ""
            : $"returned {Describe(method.Outputs, sandbox.Output)}, not {Describe(method.Outputs, bytes)}";
    }

    private string CompareEvents(ScenarioEvent[] expected)
    {
        IReadOnlyList<LedgerEvent> actual = sandbox.State.Events;
        if (actual.Count != expected.Length)
        {
            return $"emitted {actual.Count} events, not {expected.Length}";
        }
        for (int index = 0; index < expected.Length; index++)
        {
            ScenarioEvent wanted = expected[index];
            AbiEvent? entry = abi.Events.FirstOrDefault(candidate => candidate.Name == wanted.Name);
            if (entry is null)
            {
                return $"events: {wanted.Name} is no event of the description";
            }
            AbiField[] data = [.. entry.Fields.Where(field => !field.IsTopic)];
            AbiField[] topics = [.. entry.Fields.Where(field => field.IsTopic)];
            if (!TryEncode(data, Part(wanted.Fields, data), out byte[] dataBytes, out string problem)
                || !TryEncode(topics, Part(wanted.Fields, topics), out byte[] topicBytes, out problem)
                || !TryEncode(entry.Fields, wanted.Fields, out _, out problem))
            {
                return $"event {wanted.Name}: {problem}";
            }
            byte[] actualTopics = [.. actual[index].Topics.SelectMany(topic => topic.ToArray())];
            byte[] wantedTopics = [.. entry.Topic.ToArray(), .. topicBytes];
            if (!actualTopics.AsSpan().SequenceEqual(wantedTopics)
                || !actual[index].Data.AsSpan().SequenceEqual(dataBytes))
            {
                return $"emitted {Describe(actual[index])}, not {wanted.Name} {wanted.Fields?.ToJsonString() ?? "{}"}";
            }
        }
        return "";
    }

    private string CompareTransfers(ScenarioTransfer[] expected)
    {
        IReadOnlyList<MemoryRuntimeState.Payment> actual = sandbox.State.Payments;
        if (actual.Count != expected.Length)
        {
            return $"made {actual.Count} transfers, not {expected.Length}";
        }
        for (int index = 0; index < expected.Length; index++)
        {
            ScenarioTransfer item = expected[index];
            if (!TryAddress(item.To, out Address to, out string problem)
                || !TryAmount(item.Asset, item.Amount, out AssetId asset, out UInt128 amount, out problem))
            {
                return $"transfers: {problem}";
            }
            MemoryRuntimeState.Payment wanted = new(to, asset, amount);
            if (actual[index] != wanted)
            {
                return $"paid {actual[index]}, not {wanted}";
            }
        }
        return "";
    }

    private string CompareStorage(Dictionary<string, string> expected)
    {
        foreach ((string keyText, string valueText) in expected)
        {
            if (!Hex.TryDecode(keyText, Limits.Contract.MaxKeyBytes, out byte[] key)
                || !Hex.TryDecode(valueText, Limits.Contract.MaxValueBytes, out byte[] value))
            {
                return $"storage: {keyText} and its value are 0x and hexadecimal digits";
            }
            byte[]? actual = sandbox.State.Items.GetValueOrDefault(ContractStorage.ItemKey(key));
            if (actual is null || !actual.AsSpan().SequenceEqual(value))
            {
                return $"storage: {keyText} is {(actual is null ? "absent" : Hex.Encode(actual))}, not {valueText}";
            }
        }
        int count = sandbox.State.Items.Count;
        return count == expected.Count ? "" : $"storage: it has {count} entries, not {expected.Count}";
    }

    private bool TrySetBalances(ScenarioStep step, out string problem)
    {
        problem = "";
        foreach ((string account, Dictionary<string, string> assets) in step.Balances ?? [])
        {
            foreach ((string assetText, string amountText) in assets)
            {
                if (!TryAddress(account, out Address address, out problem)
                    || !TryAmount(assetText, amountText, out AssetId asset, out UInt128 amount, out problem))
                {
                    problem = $"balances: {problem}";
                    return false;
                }
                sandbox.State.SetBalance(address, asset, amount);
            }
        }
        return true;
    }

    private static bool TryEncode(
        IReadOnlyList<AbiField> fields, JsonObject? values, out byte[] bytes, out string problem)
    {
        JsonObject named = [];
        foreach ((string name, JsonNode? value) in values ?? [])
        {
            named[name] = Resolve(value);
        }
        return AbiEncoder.TryEncode(fields, named, out bytes, out problem);
    }

    /// <summary>Puts addresses in place of the names of accounts, in lists too.</summary>
    private static JsonNode? Resolve(JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(Resolve)]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>().StartsWith('@') =>
            JsonValue.Create(AddressOf(text.GetValue<string>()).ToString()),
        _ => value?.DeepClone(),
    };

    private static bool TryAddress(string text, out Address address, out string problem)
    {
        bool named = text.StartsWith('@');
        bool ok = AddressText.TryParse(text, out address) || named;
        address = named ? AddressOf(text) : address;
        problem = ok ? "" : $"'{text}' is no address and no name such as @alice";
        return ok;
    }

    private static Address AddressOf(string name) => name[1..] == ContractName
        ? new Address(MemoryRuntimeState.ContractId.Value)
        : MemoryRuntimeState.AccountOf(name[1..]);

    private static bool TryAmount(
        string assetText, string amountText, out AssetId asset, out UInt128 amount, out string problem)
    {
        AbiField[] fields =
        [
            new("asset", new AbiType(AbiKind.Asset), ""), new("amount", new AbiType(AbiKind.U128), ""),
        ];
        JsonObject values = new() { ["asset"] = assetText, ["amount"] = amountText };
        bool ok = AbiEncoder.TryEncode(fields, values, out byte[] bytes, out problem);
        asset = ok ? new AssetId(new Hash256(bytes.AsSpan(0, Hash256.Bytes))) : default;
        amount = ok
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(Hash256.Bytes))
            : UInt128.Zero;
        return ok;
    }

    private static JsonObject Part(JsonObject? values, AbiField[] fields)
    {
        JsonObject part = [];
        foreach (AbiField field in fields)
        {
            if (values is not null && values.TryGetPropertyValue(field.Name, out JsonNode? value))
            {
                part[field.Name] = value?.DeepClone();
            }
        }
        return part;
    }

    private static string Describe(IReadOnlyList<AbiField> fields, ReadOnlySpan<byte> bytes) =>
        AbiDecoder.TryDecode(fields, bytes, AddressText.TestPrefix, out JsonObject? values)
            ? values!.ToJsonString()
            : Hex.Encode(bytes);

    private string Describe(LedgerEvent found) =>
        AbiDecoder.TryDecodeEvent(
            abi, found.Topics, found.Data, AddressText.TestPrefix, out string name, out JsonObject? values)
            ? $"{name} {values!.ToJsonString()}"
            : $"an event that is not in the description, {Hex.Encode(found.Data)}";
}
