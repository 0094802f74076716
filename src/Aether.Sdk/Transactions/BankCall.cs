using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Sdk.Transactions;

/// <summary>Calls of the bank program, which moves native assets.</summary>
public static class BankCall
{
    /// <summary>Gas of one bank call.</summary>
    public const ulong CallGas = 1_000;

    private const ushort TransferMethod = 0;
    private const int TransferArgumentBytes = (3 * Hash256.Bytes) + 16;

    /// <summary>Moves base units from one account to another; <paramref name="from"/> must sign.</summary>
    public static ProgramCall Transfer(Address from, Address to, AssetId asset, UInt128 amount)
    {
        AceWriter arguments = new(TransferArgumentBytes);
        arguments.Hash(from.Value);
        arguments.Hash(to.Value);
        arguments.Hash(asset.Value);
        arguments.U128(amount);
        return new ProgramCall(ProgramId.Bank, TransferMethod, arguments.ToArray(), CallGas);
    }
}
