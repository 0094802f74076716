using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>Random calls give the same in both languages: outcome, outputs, events, payments and storage.</summary>
public sealed class ExampleAgreementTests
{
    private const int Calls = 400;
    private const ulong Gas = 1_000_000;

    private static readonly string[] s_accounts = ["alice", "bob", "carol"];
    private static readonly string[] s_numbers =
        ["0", "1", "2", "5", "100", "1000000", "18446744073709551615", "340282366920938463463374607431768211455"];

    [Theory]
    [InlineData("counter")]
    [InlineData("token")]
    [InlineData("escrow")]
    public async Task Call_RandomInputs_GivesTheSameInBothLanguages(string name)
    {
        ContractAbi abi = ContractFolder.Open(ContractExamples.Folder(name, ContractLanguage.C)).Abi;
        using ContractSandbox c = new(
            ContractCheck.Admit(await ContractExamples.ModuleAsync(name, ContractLanguage.C)));
        using ContractSandbox script = new(
            ContractCheck.Admit(await ContractExamples.ModuleAsync(name, ContractLanguage.AssemblyScript)));
        Random random = new(20_261_121);
        Dictionary<string, int> outcomes = [];
        for (int call = 0; call < Calls; call++)
        {
            AbiMethod method = abi.Methods[call == 0 ? 0 : random.Next(abi.Methods.Count)];
            Address from = MemoryRuntimeState.AccountOf(s_accounts[random.Next(s_accounts.Length)]);
            byte[] input = Input(method, random);
            UInt128 balance = (UInt128)(ulong)random.Next(3) * 100;
            string first = Run(c, method.Name, from, input, balance);
            string second = Run(script, method.Name, from, input, balance);
            Assert.Equal(first, second);
            string outcome = first.Split(' ')[0];
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }
        Assert.True(outcomes[nameof(ReceiptStatus.Success)] > 10, "successes are compared");
        Assert.True(outcomes[nameof(ReceiptStatus.Aborted)] > 10, "refusals are compared");
    }

    private static string Run(ContractSandbox sandbox, string method, Address from, byte[] input, UInt128 balance)
    {
        sandbox.State.Height++;
        sandbox.State.SetBalance(new Address(MemoryRuntimeState.ContractId.Value), AssetId.Swr, balance);
        ReceiptStatus status = sandbox.Call(from, method, input, Gas, out _);
        string events = string.Join(';', sandbox.State.Events.Select(
            found => $"{string.Join(',', found.Topics)}={Hex.Encode(found.Data)}"));
        string payments = string.Join(';', sandbox.State.Payments);
        return $"{status} {sandbox.Failure?.Detail} {Hex.Encode(sandbox.Output)} {events} {payments} "
            + sandbox.State.StorageRoot();
    }

    // One in ten inputs is cut, or has a byte too much.
    private static byte[] Input(AbiMethod method, Random random)
    {
        JsonObject values = [];
        foreach (AbiField field in method.Inputs)
        {
            values[field.Name] = Value(field.Type.Kind, random);
        }
        Assert.True(AbiEncoder.TryEncode(method.Inputs, values, out byte[] input, out string problem), problem);
        return random.Next(10) switch
        {
            0 when input.Length > 0 => input[..random.Next(input.Length)],
            1 => [.. input, 0],
            _ => input,
        };
    }

    private static JsonNode Value(AbiKind kind, Random random) => kind switch
    {
        AbiKind.Address => MemoryRuntimeState.AccountOf(s_accounts[random.Next(s_accounts.Length)]).ToString(),
        AbiKind.Asset => "SWR",
        AbiKind.String => new string('x', random.Next(20)),
        AbiKind.U64 => s_numbers[random.Next(s_numbers.Length - 1)],
        _ => s_numbers[random.Next(s_numbers.Length)],
    };
}
