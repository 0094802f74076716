using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.SimulationTests.Mutants;

/// <summary>A timeout certificate justifies a proposal on any older certificate.</summary>
internal sealed class IgnoreHighCertificateOfTimeout : ConsensusRules
{
    public override bool IsJustified(Header header)
    {
        if (header.Justify.View >= header.View || header.Justify.BlockHash != header.ParentHash)
        {
            return false;
        }
        return header.Timeout is null
            ? header.Justify.View == header.View - 1
            : header.Timeout.View == header.View - 1;
    }
}
