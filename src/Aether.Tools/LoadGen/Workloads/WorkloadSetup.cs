using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Makes workloads of what a file asks for; contracts are deployed for them.</summary>
internal sealed class WorkloadSetup(AetherClient client, Genesis genesis, Action<string> note)
{
    private const ulong TrialGas = 20_000_000;
    private const ulong SpareGas = 10_000;
    private static readonly UInt128 s_deployBalance = (UInt128)100 * 1_000_000_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>A workload that signs.</summary>
    public async Task<Workload> CreateAsync(
        WorkloadSpec spec, SessionParts parts, Funding funding, CancellationToken cancellation)
    {
        if (spec.Kind != WorkloadKind.Contract)
        {
            return spec.Kind == WorkloadKind.Large
                ? new LargeWorkload(spec)
                : new TransferWorkload(spec, parts.Spec.Seed);
        }
        string path = spec.Wasm ?? throw new CliException(
            ExitCode.Usage, ErrorCode.BadWorkload, $"workload {spec.Name} has no module",
            "a contract is deployed from its WebAssembly module",
            "build one with `aetherctl contract build src/docs/contracts/counter` and give its path as `wasm:`");
        byte[] code = Inputs.File(path, Limits.Wasm.MaxModuleBytes);
        Hash256 hash = ContractCheck.Admit(code).Hash;
        using SigningSeed deployer = parts.OpenFunder();
        if (parts.UsesFaucet)
        {
            await funding.AskFaucetAsync(deployer.Address, s_deployBalance, cancellation).ConfigureAwait(false);
        }
        ObjectId codeId = CodeData.DeriveId(deployer.Address, hash);
        ObjectId contract = await DeployAsync(deployer, codeId, hash, code, spec.InitInput, cancellation)
            .ConfigureAwait(false);
        note($"deployed {spec.Name} as {contract}");
        return new ContractWorkload(spec, contract, codeId);
    }

    private async Task<ObjectId> DeployAsync(
        SigningSeed deployer, ObjectId codeId, Hash256 hash, byte[] code, byte[] input, CancellationToken cancellation)
    {
        AccountInfo account = await client.GetAccountAsync(deployer.Address, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        bool uploaded = await client.GetObjectAsync(codeId, BlockTag.Latest, cancellation).ConfigureAwait(false)
            is not null;
        TransactionBuilder trial = Plan(deployer.Address, account.Nonce, codeId, hash, code, uploaded, input, TrialGas);
        TransactionBody body = trial.Build(deployer.Address, account.Nonce, 0, FeeEstimate.AtRest);
        SimulationAnswer tried = await client
            .SimulateAsync(Ace.Encode(new Transaction(body, [])), true, cancellation).ConfigureAwait(false);
        if (tried.Error is not null || tried.Status != 0)
        {
            throw new CliException(
                ExitCode.Refused, ErrorCode.ContractFails, "the contract of a workload cannot be deployed",
                tried.Error ?? tried.StatusName ?? "it fails", "try it with `aetherctl contract deploy`");
        }
        ulong gas = Math.Min(tried.GasUsed + SpareGas, TrialGas);
        TransactionBuilder builder = Plan(
            deployer.Address, account.Nonce, codeId, hash, code, uploaded, input, gas);
        foreach (Hash256 item in tried.Reads)
        {
            builder.Read(new ObjectId(item));
        }
        foreach (Hash256 item in tried.Writes)
        {
            builder.Write(new ObjectId(item));
        }
        TransactionBody final = await builder.BuildAsync(client, deployer.Address, account.Nonce, cancellation)
            .ConfigureAwait(false);
        byte[] raw = TransactionSigner.Sign(final, genesis.Hash, deployer).Bytes.ToArray();
        Hash256 sent = await client.SendRawTransactionAsync(raw, cancellation).ConfigureAwait(false);
        ReceiptInfo receipt = await client.WaitForReceiptAsync(sent, WaitLevel.Final, s_patience, cancellation)
            .ConfigureAwait(false);
        return receipt.Status == 0
            ? ContractCalls.DeriveId(deployer.Address, account.Nonce)
            : throw new CliException(
                ExitCode.Failed, ErrorCode.Failed, $"deploying the contract of a workload failed: {receipt.StatusName}",
                "it was included, its effects were undone and its fee was charged", $"aetherctl tx {sent}");
    }

    private TransactionBuilder Plan(
        Address from, ulong nonce, ObjectId codeId, Hash256 hash, byte[] code, bool uploaded, byte[] input, ulong gas)
    {
        TransactionBuilder builder = new(genesis);
        for (int offset = 0; offset < code.Length && !uploaded; offset += CodeData.PartBytes)
        {
            byte[] part = code[offset..Math.Min(offset + CodeData.PartBytes, code.Length)];
            builder.Upload(from, hash, (uint)code.Length, (uint)offset, part);
        }
        return builder.Deploy(from, nonce, codeId, from, input, gas, out _);
    }
}
