namespace Aether.Node.Explorer;

/// <summary>One file of the explorer as it is served.</summary>
/// <param name="Content">Its bytes; shared by all answers, so never written to.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Tag">Strong entity tag with its quotes, from the content.</param>
/// <param name="IsImmutable">Its name changes with its content, so a browser may keep it for good.</param>
internal sealed record ExplorerFile(byte[] Content, string ContentType, string Tag, bool IsImmutable);
