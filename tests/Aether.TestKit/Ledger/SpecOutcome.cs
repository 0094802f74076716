using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.TestKit.Ledger;

/// <summary>What the naive ledger says of one transaction.</summary>
public readonly record struct SpecOutcome(
    TransactionError Error, ReceiptStatus Status, BigInteger Gas, BigInteger Fee)
{
    /// <summary>The whole receipt of an included transaction.</summary>
    public Receipt? Receipt { get; init; }
}
