namespace Aether.Node.Devnet.Control;

/// <summary>A place that a chain for development can be put back to.</summary>
/// <param name="Id">Its number, from 1 on; none is given twice while the node's process runs.</param>
/// <param name="Height">The final block then, which was the newest.</param>
/// <param name="TimeMs">The chain's clock then, in milliseconds since 1970.</param>
/// <param name="OffsetMs">How far that clock was ahead of the real one.</param>
/// <param name="Automine">Whether it went.</param>
internal sealed record DevSnapshot(ulong Id, ulong Height, long TimeMs, long OffsetMs, bool Automine);
