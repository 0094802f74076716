using System.Text;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>The programs of the node itself besides the bank: ASCII names padded with zeros.</summary>
/// <remarks><b>Consensus</b>: a name decides which rules a call meets.</remarks>
public static class NativePrograms
{
    /// <summary>Creates, changes, hands over, deletes and restores objects.</summary>
    public static readonly ProgramId Object = FromName("object");

    /// <summary>Creates assets, and mints and burns them for their authority.</summary>
    public static readonly ProgramId Asset = FromName("asset");

    /// <summary>Uploads code, and deploys, upgrades and hands over contracts.</summary>
    public static readonly ProgramId Contract = FromName("contract");

    private static ProgramId FromName(string name)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        Encoding.ASCII.GetBytes(name, bytes);
        return new ProgramId(new Hash256(bytes));
    }
}
