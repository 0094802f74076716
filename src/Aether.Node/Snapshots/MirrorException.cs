namespace Aether.Node.Snapshots;

/// <summary>A place of snapshots cannot be read or written. The message is one sentence.</summary>
internal sealed class MirrorException : Exception
{
    /// <summary>Creates the exception with its sentence.</summary>
    public MirrorException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its sentence and cause.</summary>
    public MirrorException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
