using System.Buffers.Binary;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Programs;

/// <summary>Moves assets between accounts and between an account and the transaction's inputs and outputs.</summary>
/// <remarks><b>Consensus</b>: method numbers, argument forms, gas and events.</remarks>
public static class BankProgram
{
    /// <summary>Account to account.</summary>
    public const ushort TransferMethod = 0;

    /// <summary>Account to the transaction's outputs.</summary>
    public const ushort WithdrawMethod = 1;

    /// <summary>The transaction's inputs to an account.</summary>
    public const ushort DepositMethod = 2;

    /// <summary>Gas of any bank call.</summary>
    public const ulong CallGas = 1_000;

    private const int AmountBytes = 16;

    /// <summary>A call that moves an amount from one account to another.</summary>
    public static ProgramCall Transfer(Address from, Address to, AssetId asset, UInt128 amount)
    {
        AceWriter writer = new(112);
        writer.Hash(from.Value);
        writer.Hash(to.Value);
        writer.Hash(asset.Value);
        writer.U128(amount);
        return new ProgramCall(ProgramId.Bank, TransferMethod, writer.ToArray(), CallGas);
    }

    /// <summary>A call that moves an amount from an account to the outputs of its transaction.</summary>
    public static ProgramCall Withdraw(Address from, AssetId asset, UInt128 amount) =>
        OneAccountCall(WithdrawMethod, from, asset, amount);

    /// <summary>A call that moves an amount from the inputs of its transaction to an account.</summary>
    public static ProgramCall Deposit(Address to, AssetId asset, UInt128 amount) =>
        OneAccountCall(DepositMethod, to, asset, amount);

    /// <summary>Reads a call's arguments; false when they are malformed or the method is unknown.</summary>
    public static bool TryParse(ProgramCall call, out BankCall parsed)
    {
        ReadOnlySpan<byte> arguments = call.Arguments;
        int accounts = call.Method == TransferMethod ? 2 : 1;
        int assetAt = accounts * Hash256.Bytes;
        int amountAt = assetAt + Hash256.Bytes;
        if (call.Method > DepositMethod || arguments.Length != amountAt + AmountBytes)
        {
            parsed = default;
            return false;
        }
        Address first = new(new Hash256(arguments[..Hash256.Bytes]));
        Address last = accounts == 1 ? first : new Address(new Hash256(arguments[Hash256.Bytes..assetAt]));
        parsed = new BankCall(
            call.Method == DepositMethod ? null : first,
            call.Method == WithdrawMethod ? null : last,
            new AssetId(new Hash256(arguments[assetAt..amountAt])),
            BinaryPrimitives.ReadUInt128LittleEndian(arguments[amountAt..]));
        return parsed.Amount != 0;
    }

    private static ProgramCall OneAccountCall(ushort method, Address account, AssetId asset, UInt128 amount)
    {
        AceWriter writer = new(80);
        writer.Hash(account.Value);
        writer.Hash(asset.Value);
        writer.U128(amount);
        return new ProgramCall(ProgramId.Bank, method, writer.ToArray(), CallGas);
    }
}
