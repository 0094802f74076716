namespace Aether.Pipeline;

/// <summary>Why a node did not judge a submission at all. Trying again later can succeed.</summary>
public enum SubmitRefusal : byte
{
    /// <summary>It was judged.</summary>
    None = 0,

    /// <summary>Too many submissions wait.</summary>
    Busy = 1,

    /// <summary>The node is starting or stopping.</summary>
    Stopping = 2,
}
