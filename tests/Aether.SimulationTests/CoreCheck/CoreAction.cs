namespace Aether.SimulationTests.CoreCheck;

/// <summary>Something that happens to a validator.</summary>
/// <param name="Kind">What.</param>
/// <param name="First">Number of the block, or the view.</param>
/// <param name="Second">Number of the block whose certificate a timeout reports.</param>
internal readonly record struct CoreAction(CoreActionKind Kind, int First = 0, int Second = 0);
