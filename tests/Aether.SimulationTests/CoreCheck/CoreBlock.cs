using Aether.Core.Types;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>One of the two blocks that the faulty leader of a view may show.</summary>
/// <param name="Number">Its number; the root is 0.</param>
/// <param name="View">Its view.</param>
/// <param name="Slot">Which of the two it is.</param>
/// <param name="Parent">Number of the block below it.</param>
/// <param name="Proposal">The block.</param>
internal sealed record CoreBlock(int Number, int View, int Slot, int Parent, Proposal Proposal);
