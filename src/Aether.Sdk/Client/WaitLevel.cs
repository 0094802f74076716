namespace Aether.Sdk.Client;

/// <summary>How long to follow a sent transaction.</summary>
public enum WaitLevel : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Until it is in an executed block.</summary>
    Included = 1,

    /// <summary>Until that block is final.</summary>
    Final = 2,
}
