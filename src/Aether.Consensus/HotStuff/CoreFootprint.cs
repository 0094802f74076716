namespace Aether.Consensus.HotStuff;

/// <summary>What a core holds because of messages: everything that a flood could make grow.</summary>
/// <param name="Votes">Votes counted, checked or not.</param>
/// <param name="Timeouts">Timeouts counted, checked or not.</param>
/// <param name="Slots">Views and kinds with votes, and views with timeouts: each one reference per validator.</param>
/// <param name="Certificates">Certificates inside timeouts, of blocks not seen, and remembered for evidence.</param>
/// <param name="Blocks">Blocks above the final head.</param>
/// <param name="EvidenceBytes">Bytes of evidence.</param>
internal readonly record struct CoreFootprint(
    int Votes, int Timeouts, int Slots, int Certificates, int Blocks, long EvidenceBytes);
