using System.Numerics;
using Aether.Core.Types;

namespace Aether.TestKit.NodeSimulation;

/// <summary>What the checkers know of one final height.</summary>
/// <param name="Header">The one block.</param>
/// <param name="ReceiptsRoot">Root over the receipts that the naive ledger allows.</param>
/// <param name="Digests">Of the families that must be equal on all nodes at this height.</param>
/// <param name="Accounts">Nonce and SWR of every client after the block.</param>
internal sealed record HeightRecord(
    Header Header, Hash256 ReceiptsRoot, ulong[] Digests, (BigInteger Nonce, BigInteger Balance)[] Accounts);
