using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Sdk.Proofs;

/// <summary>An object at a final block, proved.</summary>
/// <param name="Id">Which object.</param>
/// <param name="Record">The live object; null when it is archived or does not exist.</param>
/// <param name="Tombstone">What is left of an archived object; null otherwise.</param>
/// <param name="Header">The final block.</param>
public sealed record VerifiedObject(ObjectId Id, ObjectRecord? Record, ObjectTombstone? Tombstone, Header Header);
