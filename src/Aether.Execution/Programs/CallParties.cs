using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Execution.Programs;

/// <summary>Whom a call of a native program concerns, and what it moves, as its arguments say.</summary>
/// <remarks>Whoever follows the chain reads calls of successful transactions with it; it decides nothing.</remarks>
/// <param name="From">Whose account gives; null where none does.</param>
/// <param name="To">Whose account, or who, receives; null where nobody does.</param>
/// <param name="Asset">What is moved; meaningless with <paramref name="Amount"/> 0.</param>
/// <param name="Amount">Base units; 0 for calls that move none.</param>
/// <param name="MovesDeposits">The call may also lock or return a deposit, or pay rent: how much is in the state.
/// </param>
public readonly record struct CallParties(
    Address? From, Address? To, AssetId Asset, UInt128 Amount, bool MovesDeposits)
{
    /// <summary>True for a program that is no contract.</summary>
    public static bool IsNative(ProgramId program) =>
        program == ProgramId.Bank || program == NativePrograms.Object || program == NativePrograms.Asset
        || program == NativePrograms.Contract;

    /// <summary>True for a call behind which a contract may run.</summary>
    public static bool RunsContracts(ProgramCall call) => !IsNative(call.Program)
        || (call.Program == NativePrograms.Contract
            && call.Method is ContractCalls.DeployMethod or ContractCalls.UpgradeMethod);

    /// <summary>Reads a call; false for one of a contract or of the contract program, and for malformed ones.</summary>
    public static bool TryRead(ProgramCall call, out CallParties parties)
    {
        parties = default;
        if (call.Program == ProgramId.Bank)
        {
            bool isBank = BankProgram.TryParse(call, out BankCall bank);
            parties = new CallParties(bank.From, bank.To, bank.Asset, bank.Amount, false);
            return isBank;
        }
        if (!NativeCall.TryParse(call, out NativeCall native))
        {
            return false;
        }
        parties = native.IsAsset ? OfAsset(native) : OfObject(native);
        return true;
    }

    private static CallParties OfAsset(in NativeCall call)
    {
        AssetId asset = new(call.Id.Value);
        return call.Method switch
        {
            AssetCalls.MintMethod => new CallParties(null, call.Other, asset, call.Amount, true),
            AssetCalls.BurnMethod => new CallParties(call.Actor, null, asset, call.Amount, true),
            _ => new CallParties(null, call.Other, default, 0, true),
        };
    }

    private static CallParties OfObject(in NativeCall call)
    {
        bool hasOther = call.Method is ObjectCalls.CreateMethod or ObjectCalls.TransferMethod;
        return new CallParties(null, hasOther ? call.Other : null, default, 0, true);
    }
}
