namespace Aether.Execution.State;

/// <summary>The values of a whole state in parts, each of which can be read without the others.</summary>
internal interface IStateParts
{
    /// <summary>Number of parts: one for each first byte of a key.</summary>
    const int Count = 256;

    /// <summary>Adds all values of a part, ascending by key. Lanes read different parts at once.</summary>
    /// <param name="part">First byte of the keys.</param>
    /// <param name="values">An empty builder of the calling lane.</param>
    void Read(int part, ChangeSetBuilder values);
}
