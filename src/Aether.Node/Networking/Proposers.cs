using Aether.Consensus.Epochs;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Networking;

/// <summary>Who proposed a block.</summary>
internal static class Proposers
{
    /// <summary>
    /// The proposer's number in the genesis: a header names it by its place in its own epoch's set. 0 when it is in no
    /// genesis.
    /// </summary>
    public static int NumberOf(Header header, Genesis genesis, ChainStore store)
    {
        EpochContext? epoch = new EpochArchive(genesis, store).Find(header.Epoch);
        return epoch is null ? 0 : Math.Max(genesis.Validators.IndexOf(epoch.Validators[header.Proposer].Address), 0);
    }
}
