using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Contracts;

/// <summary>What a transaction would do.</summary>
/// <param name="Body">What was tried.</param>
/// <param name="Error">None, or why it cannot even be tried.</param>
/// <param name="Receipt">Its receipt; the fee is what it would be, and was not charged. Null with an error.</param>
/// <param name="Output">What the last call returned, of a contract.</param>
/// <param name="Failure">Why a contract failed; null when none did.</param>
public sealed record Simulation(
    TransactionBody Body, TransactionError Error, Receipt? Receipt, byte[] Output, ContractFailure? Failure);
