using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>A payload that decodes, with the roots that a header of it has.</summary>
/// <param name="Payload">The payload.</param>
/// <param name="PayloadRoot">Over its transactions or its transition.</param>
/// <param name="EvidenceRoot">Over its evidence.</param>
internal sealed record CheckedPayload(BlockPayload Payload, Hash256 PayloadRoot, Hash256 EvidenceRoot)
{
    /// <summary>True when the header commits to it.</summary>
    public bool IsOf(Header header) => PayloadRoot == header.PayloadRoot && EvidenceRoot == header.EvidenceRoot;
}
