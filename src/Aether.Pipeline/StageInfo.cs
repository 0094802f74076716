namespace Aether.Pipeline;

/// <summary>One row of the stage table.</summary>
/// <param name="Stage">Class name.</param>
/// <param name="Thread">Which of the node's threads runs it.</param>
/// <param name="From">Where its input comes from.</param>
/// <param name="To">Where its output goes.</param>
/// <param name="Bytes">What it does with the bytes: rents, moves, returns, borrows.</param>
public readonly record struct StageInfo(string Stage, string Thread, string From, string To, string Bytes);
