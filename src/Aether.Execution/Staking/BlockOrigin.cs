using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>What the staking system has to know of a block besides its payload.</summary>
/// <param name="Epoch">Epoch of the block.</param>
/// <param name="Parent">
/// Header of its parent: its certificate and its leader's proof are counted with this block.
/// </param>
/// <param name="ParentNonce">The parent's contribution to the randomness.</param>
/// <param name="Validators">The set of the block's epoch.</param>
/// <remarks>
/// A block counts what its parent brought, not what itself brings, so that its leader knows the result before it signs
/// and has no choice in it.
/// </remarks>
public sealed record BlockOrigin(uint Epoch, Header Parent, Hash256 ParentNonce, ValidatorSet Validators);
