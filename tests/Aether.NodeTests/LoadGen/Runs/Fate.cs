namespace Aether.NodeTests.LoadGen.Runs;

/// <summary>What a scripted node does with a transaction.</summary>
internal enum Fate
{
    /// <summary>Takes it and puts it into a block.</summary>
    Include,

    /// <summary>Refuses it: its pool is full.</summary>
    Refuse,

    /// <summary>Takes it and never puts it into a block.</summary>
    Lose,

    /// <summary>Closes the connection and has not taken it.</summary>
    Drop,

    /// <summary>Takes it and closes the connection instead of answering.</summary>
    TakeAndDrop,

    /// <summary>Puts it into a block, where it fails.</summary>
    Fail,
}
