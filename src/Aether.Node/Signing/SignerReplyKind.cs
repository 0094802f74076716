namespace Aether.Node.Signing;

/// <summary>What a <see cref="SignerReply"/> is.</summary>
internal enum SignerReplyKind : byte
{
    /// <summary>The connection is closed after it.</summary>
    Rejected = 0,

    /// <summary>The connection holds the key's lease.</summary>
    Welcome = 1,

    /// <summary>A signature or a refusal.</summary>
    Answer = 2,

    /// <summary>Answer to a ping.</summary>
    Pong = 3,
}
