import { RpcError } from "../data/rpc";

/** What the names of outcomes mean for whoever sent the transaction, and what to do about it. */

const RECEIPTS: Record<string, string> = {
  Success: "All effects were applied.",
  InsufficientBalance: "A balance does not cover a debit. Check the balance at the block before, then send less.",
  UndeclaredAccess: "A call touched something the transaction does not declare. Add it to reads or writes: "
    + "aeth_simulate with declare finds what is missing.",
  NotConserved: "Inputs and withdrawals differ from outputs and deposits for some asset. Make both sides equal.",
  Overflow: "An amount grew beyond 128 bits. Send a smaller amount.",
  OutOfGas: "The gas limit was reached. Ask aeth_estimateFee and send again with a higher limit.",
  BadCall: "The arguments are malformed, or the program has no such method. Check the method number and encoding.",
  Unauthorized: "A call acts for somebody who does not own what it touches. Let the owner sign.",
  TooManyAssets: "The account would hold more kinds of assets than allowed. Empty one of them first.",
  UnknownProgram: "No program has the called identifier.",
  ObjectMissing: "There is no live object of the identifier.",
  ObjectExists: "An object of the identifier exists already, or is archived. Use another nonce to create it.",
  WrongKind: "The object is of another kind than the call is for.",
  Archived: "The object is archived. Restore it with its record first.",
  ArchiveMismatch: "The record is not the one that was archived.",
  SupplyNotZero: "Units of the asset exist, so it cannot be deleted. Burn them first.",
  Trapped: "The contract did what code must not do, such as a division by zero. aeth_simulate names the trap.",
  StackOverflow: "The contract's calls are nested too deep.",
  MemoryOverflow: "The contract needs more memory than the transaction declares. Raise the memory limit.",
  Aborted: "The contract ended its call itself. aeth_simulate gives the code; the contract's description names it.",
  MethodMissing: "The contract exports no method of that name.",
  GateRefused: "The code is not one that contracts may run.",
  CodeMismatch: "The code is not the announced one: its hash, size or the order of its parts differ.",
  CodeState: "Not all of the code is uploaded, or it cannot be changed any more.",
  NotScheduled: "No upgrade was announced, or its height is not reached.",
  Reentered: "A contract was called while it runs.",
  TooDeep: "More contracts called one another than may.",
  OverLimit: "More or longer events, results, keys or values than allowed.",
};

const ENDS: Record<string, string> = {
  pending: "It waits in this node's pool for a leader to put it into a block.",
  included: "It is in a block that was executed. A quorum has to make the block final.",
  final: "It can never be undone.",
  expired: "The last slot in which it might be included has passed. No block can hold it any more: sign it anew with a "
    + "later valid_until.",
  replaced: "A transaction with the same nonce or input and a better bid took its place.",
  evicted: "The pool was full of better-paying transactions. Another node may still hold it; raise the tip to send "
    + "again.",
  dropped: "A final block left it nothing to build on or to pay with. Check the nonce and the balance.",
};

const ADVICE: Record<number, string> = {
  [-32001]: "The node is starting or stopping. Wait a moment.",
  [-32005]: "That is more than one request may ask for.",
  [-32010]: "The list has changed too much since that page. Begin again.",
  [-32013]: "Start the node with --index accounts, wait until the index is made, or ask another node.",
  [-32011]: "This node keeps less of the past. Ask a node that runs with --pruning archive.",
  [-32014]: "That block does not exist yet. Wait, or look at the newest blocks.",
  [-32601]: "This node's version does not offer it.",
  [-32602]: "The address of this page does not name anything of the chain. Check it for a missing character.",
};

export const explainReceipt = (name: string): string => RECEIPTS[name] ?? "This explorer does not know that outcome.";
const ROLES: Record<string, string> = {
  payer: "paid the fee",
  signer: "signed",
  sender: "sent",
  receiver: "received",
  spender: "spent an output",
  owner: "owns a new output",
  called: "was called",
  declared: "might be written by a contract",
};

export const explainRole = (role: string): string => ROLES[role] ?? role;

/** What somebody did in a transaction, the most telling first: everybody who pays or sends also signs. */
export function explainRoles(roles: readonly string[]): string {
  const telling = roles.filter((role) => role !== "payer" && role !== "signer");
  return (telling.length > 0 ? telling : roles).map(explainRole).join(", ");
}

export const explainEnd = (status: string): string => ENDS[status] ?? "This explorer does not know that state.";

/** What a reader can do about an error. */
export function adviceFor(error: Error): string {
  if (!(error instanceof RpcError)) return "Check that the node runs: aetherctl status.";
  if (error.code === -32011 && typeof error.fields["oldest"] === "number") {
    return `This node has it from height ${error.fields["oldest"]} on. ${ADVICE[-32011]}`;
  }
  return ADVICE[error.code] ?? "json-rpc.md lists what the code means.";
}
