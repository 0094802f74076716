using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.UnitTests.Execution;

/// <summary>What the naive ledger says of one transaction.</summary>
internal readonly record struct SpecOutcome(
    TransactionError Error, ReceiptStatus Status, BigInteger Gas, BigInteger Fee);
