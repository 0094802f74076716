namespace Aether.Node.Rpc.Http;

/// <summary>What the small reader of requests says of the bytes so far.</summary>
internal enum HeadVerdict
{
    /// <summary>The head is not there as a whole.</summary>
    Incomplete,

    /// <summary>Not of the plain form: the full HTTP server must judge it.</summary>
    Odd,

    /// <summary>A plain POST with a length.</summary>
    Plain,
}
