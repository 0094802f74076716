using Aether.Core.Types;

namespace Aether.Execution.Programs;

/// <summary>The parsed arguments of a bank call; a side that is null is the transaction's inputs or outputs.</summary>
public readonly record struct BankCall(Address? From, Address? To, AssetId Asset, UInt128 Amount);
