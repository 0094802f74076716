using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Aether.TestKit.Ledger;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// Draws what clients sign: ordinary transfers, and a third of values at the edge of what is allowed.
/// </summary>
internal sealed class ClientTransactions(NodeSimulation simulation, ClientWallet[] wallets, SimulationRandom random)
{
    private const ulong OrdinaryFee = 200_000;

    /// <summary>A transaction of a client, most of them includable.</summary>
    public Transaction Draw(int client, ulong nonce)
    {
        TransactionBody body = random.Below(8) switch
        {
            0 => Withdraw(client, nonce),
            1 => Spend(client, nonce),
            _ => Transfer(client, nonce),
        };
        return wallets[client].Sign(simulation.Genesis, Bend(body));
    }

    /// <summary>A transfer that nothing is wrong with.</summary>
    public Transaction Plain(int client, ulong nonce, ulong validUntil)
    {
        Address to = wallets[(client + 1) % wallets.Length].Address;
        TransactionBody body = Body(client, nonce, [to.AsObject]) with
        {
            ValidUntil = validUntil,
            Calls = [BankProgram.Transfer(wallets[client].Address, to, AssetId.Swr, 1)],
        };
        return wallets[client].Sign(simulation.Genesis, body);
    }

    private TransactionBody Transfer(int client, ulong nonce)
    {
        Address from = wallets[client].Address;
        // The first account is the hot one; some pay themselves.
        int other = random.Below(4) switch
        {
            0 => 0,
            1 => client,
            _ => random.Below(wallets.Length),
        };
        Address to = wallets[other].Address;
        ObjectId[] writes = to == from ? [] : [to.AsObject];
        return Body(client, nonce, writes) with
        {
            Calls = [BankProgram.Transfer(from, to, AssetId.Swr, DrawAmount(from))],
        };
    }

    private TransactionBody Withdraw(int client, ulong nonce)
    {
        Address from = wallets[client].Address;
        UInt128 amount = DrawAmount(from);
        Address owner = wallets[random.Below(wallets.Length)].Address;
        return Body(client, nonce, []) with
        {
            Calls = [BankProgram.Withdraw(from, AssetId.Swr, amount)],
            Outputs = [new TransactionOutput(owner, AssetId.Swr, amount == 0 ? 1 : amount, null)],
        };
    }

    private TransactionBody Spend(int client, ulong nonce)
    {
        Address own = wallets[client].Address;
        SpecLedger ledger = simulation.Oracle.Ledger;
        foreach ((OutPoint point, TransactionOutput output) in ledger.Outputs)
        {
            if (output.Owner == own && output.Asset == AssetId.Swr)
            {
                return Body(client, nonce, []) with
                {
                    Inputs = [point],
                    Calls = [BankProgram.Deposit(own, AssetId.Swr, output.Amount)],
                };
            }
        }
        return Transfer(client, nonce);
    }

    private TransactionBody Body(int client, ulong nonce, ObjectId[] writes) => new()
    {
        ChainTag = simulation.Genesis.ChainTag,
        FeePayer = wallets[client].Address,
        Nonce = nonce,
        ValidUntil = simulation.Oracle.View + 40 + (ulong)random.Below(400),
        Writes = writes,
        GasLimit = BankProgram.CallGas,
        MaxFee = OrdinaryFee,
        TipPerGas = (ulong)random.Below(20),
    };

    // One in five has one thing wrong or at its limit.
    private TransactionBody Bend(TransactionBody body) => random.Below(50) switch
    {
        0 => body with { MaxFee = 0 },
        1 => body with { MaxFee = UInt128.MaxValue },
        2 => body with { ValidUntil = simulation.Oracle.View + (ulong)random.Below(4) },
        3 => body with { ValidUntil = ulong.MaxValue },
        4 => body with { GasLimit = 0 },
        5 => body with { GasLimit = Limits.Transaction.MaxGas },
        6 => body with { ChainTag = body.ChainTag + 1 },
        7 => body with { Writes = [] },
        8 => body with { TipPerGas = ulong.MaxValue },
        9 => body with { MaxFee = 15_000 },
        10 => body with { Calls = [] },
        _ => body,
    };

    private UInt128 DrawAmount(Address from)
    {
        BigInteger held = simulation.Oracle.Ledger.AccountOf(from)[AssetId.Swr];
        return random.Below(14) switch
        {
            0 => 0,
            1 => 1,
            2 => UInt128.MaxValue,
            3 => (UInt128)held,
            4 => (UInt128)held + 1,
            _ => (UInt128)random.Between(1, 1_000_000),
        };
    }
}
