/** The shapes of src/docs/specs/json-rpc.md that the explorer reads. Amounts stay text until they are formatted. */

export interface Header {
  hash: string;
  height: number;
  view: number;
  epoch: number;
  parentHash: string;
  timestampMs: number;
  proposer: number;
  leadKind: "vrf" | "backup";
  vrfProof: string;
  payloadRoot: string;
  payloadBytes: number;
  stateRoot: string;
  receiptsRoot: string;
  evidenceRoot: string;
  baseFee: string;
  justify: { epoch: number; view: number; blockHash: string };
  finalized: boolean;
  rawHeader: string;
  transactionCount?: number;
}

export interface Block extends Header {
  transactionCount: number;
  transactions: string[];
}

export interface Call {
  program: string;
  method: number;
  arguments: string;
  gas: number;
}

export interface Transaction {
  hash: string;
  witnessHash: string;
  feePayer: string;
  nonce: number;
  validUntil: number;
  inputs: { transactionHash: string; index: number }[];
  reads: string[];
  writes: string[];
  outputs: { owner: string; asset: string; amount: string; datumHash: string | null }[];
  calls: Call[];
  gasLimit: number;
  memoryLimit: number;
  maxFee: string;
  tipPerGas: string;
  witnesses: { scheme: number | string; key: string; signature: string }[];
  sizeBytes: number;
  raw: string;
  blockHash: string | null;
  height: number | null;
  view: number | null;
  index: number | null;
  finalized: boolean;
}

export interface Receipt {
  transactionHash: string;
  status: number;
  statusName: string;
  gasUsed: number;
  fee: string;
  events: { program: string; topics: string[]; data: string }[];
  returnHash: string;
  blockHash: string;
  height: number;
  view: number;
  index: number;
  finalized: boolean;
  raw: string;
}

export type StatusName = "pending" | "included" | "final" | "expired" | "replaced" | "evicted" | "dropped";

export interface TransactionStatus {
  transactionHash: string;
  status: StatusName;
  height?: number;
  validUntil?: number;
  view?: number;
  /** Why it ended without a success. */
  reason?: string | null;
  /** What this node saw of it, where it keeps stories: times are its own clock's. */
  history?: { state: string; slot: number; timeMs: number; reason?: string }[];
}

/** The node's own view of itself. */
export interface NodeStatus {
  phase: string;
  ready: boolean;
  fault: string | null;
  behindSlots: number;
  finalityMs: { count: number; p50: number; p95: number; p99: number };
}

export interface PendingContent {
  transactions: number;
  pending: {
    hash: string;
    feePayer: string;
    nonce: number;
    validUntil: number;
    maxFee: string;
    tipPerGas: string;
    sizeBytes: number;
  }[];
}

export interface Validator {
  index: number;
  address: string;
  stake: string;
  bondedStake: string;
  jailedUntil: number;
  tombstoned: boolean;
  convictions: { epoch: number; kind: string }[];
  coldKey: string;
  blsKey: string;
  vrfKey: string;
  kesKey: string;
}

export interface ValidatorSet {
  epoch: number;
  totalStake: string;
  validators: Validator[];
}

export interface Epoch {
  epoch: number;
  current: boolean;
  rootView: number;
  rootHeight: number;
  rootHash: string;
  endView: number;
  randomness: string;
  validatorCount: number;
  totalStake: string;
}

export interface NodeInfo {
  name: string;
  version: string;
  protocolVersion: number;
  chainId: string;
  genesisHash: string;
  epoch: number;
  validatorIndex: number | null;
  uptimeMs: number;
  pruning: string;
  oldestBlock: number;
  oldestState: number;
}

export interface Genesis {
  hash: string;
  chainId: string;
  timestampMs: number;
  slotMs: number;
  validatorCount: number;
}

export interface Mempool {
  transactions: number;
  bytes: number;
  maxTransactions: number;
  maxBytes: number;
  sinceStart: Record<"added" | "refused" | "replaced" | "evicted" | "expired" | "included" | "dropped", number>;
}

export interface FeeMarket {
  price: string;
  block: string;
  objects: { id: string; multiplier: string }[];
  height: number;
}

export interface Account {
  address: string;
  nonce: number;
  balances: { asset: string; amount: string }[];
  height: number;
  view: number;
  blockHash: string;
  finalized: boolean;
}

/** A final transaction in the history of one account. */
export interface HistoryEntry {
  transactionHash: string;
  height: number;
  index: number;
  timestampMs: number;
  status: number;
  statusName: string;
  fee: string;
  roles: string[];
  exact: boolean;
  amounts: { asset: string; in: string; out: string }[];
}

export interface AccountHistory {
  address: string;
  entries: HistoryEntry[];
  from: number;
  indexedHeight: number;
  next: string | null;
}

export interface OwnedOutputs {
  owner: string;
  outputs: {
    transactionHash: string;
    index: number;
    asset: string;
    amount: string;
    datumHash: string | null;
    madeAt: number;
  }[];
  height: number;
  from: number;
  next: string | null;
}

export interface ChainObject {
  id: string;
  raw: string;
  form: "live" | "archived";
  epoch: number;
  height: number;
  kind?: number;
  owner?: string;
  creator?: string;
  version?: number;
  deposit?: string;
  paidUntil?: number;
  data?: string;
  asset?: { supply: string; decimals: number; symbol: string };
  archiveHash?: string;
  archivedEpoch?: number;
}

export interface Peer {
  id: string;
  address: string | null;
  connected: boolean;
  direction: string;
  slot: string;
  validator: string | null;
  stake: string | null;
  score: number | null;
  receivedBytes: number | null;
  sentBytes: number | null;
  droppedBytes: number | null;
  finalHeight: number | null;
  connectedMs: number;
  rttMs: number | null;
  ban: string | null;
  banLeftMs: number;
}

export interface Peers {
  mode: "found" | "fixed";
  id?: string;
  connected?: number;
  validators?: number;
  known?: number;
  banned?: number;
  unwanted?: number;
  offences?: number;
  gossip?: { received: number; duplicates: number; accepted: number; rejected: number; ignored: number };
  peers: Peer[];
}
