namespace Aether.Execution.State;

/// <summary>Where a <see cref="ValueArena"/> holds a value that was read; nothing when the key has no value.</summary>
/// <param name="Start">Index of the first byte.</param>
/// <param name="Length">Bytes of the value; negative when there is none.</param>
public readonly record struct ValueRange(int Start, int Length)
{
    /// <summary>The key has no value.</summary>
    public static ValueRange Absent => new(0, -1);

    /// <summary>True when the key has a value, which may be empty.</summary>
    public bool IsFound => Length >= 0;
}
