namespace Aether.Core;

/// <summary>Every limit of the node, grouped by noun. A decoder checks a limit before it allocates.</summary>
public static partial class Limits
{
    /// <summary>Verification of signatures.</summary>
    public static class Signatures
    {
        /// <summary>Most decoded keys of one cache: 162 MiB.</summary>
        public const int MaxCachedKeys = 1 << 20;

        /// <summary>Decoded keys that ingress and execution remember each: 20 MiB, touched as senders come.</summary>
        public const int CachedKeys = 1 << 17;

        /// <summary>Most prepared messages of a committee: votes and timeouts of the open views, 20 KiB each.</summary>
        public const int MaxPreparedMessages = 64;
    }

    /// <summary>Transactions (see the ledger rules).</summary>
    public static class Transaction
    {
        /// <summary>Largest encoded transaction, witnesses included.</summary>
        public const int MaxBytes = 64 * 1024;

        /// <summary>Most UTxO inputs.</summary>
        public const int MaxInputs = 64;

        /// <summary>Most outputs.</summary>
        public const int MaxOutputs = 64;

        /// <summary>Most entries in reads and writes together.</summary>
        public const int MaxAccessEntries = 128;

        /// <summary>Most program calls.</summary>
        public const int MaxCalls = 16;

        /// <summary>Largest argument of one call.</summary>
        public const int MaxCallArgumentBytes = 32 * 1024;

        /// <summary>Most witnesses: one for each input owner, written account and the fee payer at the worst.</summary>
        public const int MaxWitnesses = 64;

        /// <summary>Largest declared gas of one transaction.</summary>
        public const ulong MaxGas = 50_000_000;

        /// <summary>Largest declared memory, in 64 KiB pages.</summary>
        public const uint MaxMemoryPages = 256;

        /// <summary>How far `valid_until` may lie ahead of the current view (12 h of 500 ms slots).</summary>
        public const ulong MaxValidityViews = 86_400;
    }

    /// <summary>Blocks and their headers.</summary>
    public static class Block
    {
        /// <summary>Largest payload. The genesis file may set a smaller one.</summary>
        public const int MaxPayloadBytes = 4_000_000;

        /// <summary>Most transactions: bounds receipts, proofs and per-block tables.</summary>
        public const int MaxTransactions = 20_000;

        /// <summary>Largest encoded signed header, certificates included.</summary>
        public const int MaxHeaderBytes = 64 * 1024;

        /// <summary>Most headers on the path of a two-chain finality proof.</summary>
        public const int MaxFinalityPath = 16;

        /// <summary>How far a header's timestamp may lie ahead of the local clock.</summary>
        public const ulong MaxFutureMs = 500;
    }

    /// <summary>Receipts and events.</summary>
    public static class Receipt
    {
        /// <summary>Most events of one transaction.</summary>
        public const int MaxEvents = 64;

        /// <summary>Most topics of one event.</summary>
        public const int MaxTopics = 4;

        /// <summary>Largest event payload.</summary>
        public const int MaxEventBytes = 4 * 1024;
    }

    /// <summary>State values.</summary>
    public static class State
    {
        /// <summary>Most assets held by one account.</summary>
        public const int MaxAssetsPerAccount = 64;

        /// <summary>Depth of the state tree: one bit of the key per level.</summary>
        public const int TreeDepth = 256;
    }

    /// <summary>Evidence against validators.</summary>
    public static class Evidence
    {
        /// <summary>Largest encoded evidence: two headers with certificates of the largest set.</summary>
        public const int MaxBytes = (2 * Block.MaxHeaderBytes) + 4_096;

        /// <summary>Most pieces in a block.</summary>
        public const int MaxPerBlock = 16;

        /// <summary>Most pieces a node keeps for inclusion.</summary>
        public const int MaxPending = 256;

        /// <summary>Most bytes of them.</summary>
        public const long MaxPendingBytes = 4L * 1024 * 1024;

        /// <summary>How far behind the current view a node looks for contradictions.</summary>
        public const ulong WindowViews = 64;

        /// <summary>Most certificates remembered of each kind for that.</summary>
        public const int MaxRemembered = 256;
    }

    /// <summary>Consensus messages and tables.</summary>
    public static class Consensus
    {
        /// <summary>Most validators of an epoch: an index is a u16 and a bitmap stays under 512 bytes.</summary>
        public const int MaxValidators = 4_096;

        /// <summary>Most registered validators, serving or not.</summary>
        public const int MaxRegistered = 65_536;

        /// <summary>Bitmap bytes at <see cref="MaxValidators"/>.</summary>
        public const int MaxBitmapBytes = MaxValidators / 8;

        /// <summary>Most timeout groups (distinct high views) in one timeout certificate.</summary>
        public const int MaxTimeoutGroups = 64;

        /// <summary>How far ahead of the current view a message is kept.</summary>
        public const ulong MaxFutureViews = 64;

        /// <summary>How far behind the current view a vote is still counted.</summary>
        public const ulong MaxPastViews = 8;

        /// <summary>How far ahead of the current view a leader's claim is kept.</summary>
        public const ulong MaxClaimsAhead = 2;

        /// <summary>
        /// Most distinct proposals kept for one view: VRF claims and the backup, with room for equivocation.
        /// </summary>
        public const int MaxProposalsPerView = 64;

        /// <summary>Most blocks of the unfinalised window kept in memory.</summary>
        public const int MaxPendingBlocks = 1_024;

        /// <summary>Most blocks of one request by height.</summary>
        public const int MaxBlocksPerRequest = 64;

        /// <summary>Most messages of the next epoch kept until this node enters it.</summary>
        public const int MaxEarlyMessages = 1_024;

        /// <summary>Most of them from one peer.</summary>
        public const int MaxEarlyMessagesPerPeer = 16;

        /// <summary>Most payload bytes of them: four proposals of the largest size.</summary>
        public const long MaxEarlyPayloadBytes = 4L * Block.MaxPayloadBytes;

        /// <summary>Epochs whose beginning is shown to late peers from memory; older ones are stored.</summary>
        public const int MaxRecentEpochs = 4;

        /// <summary>Deepest KES tree: 2^9 = 512 periods.</summary>
        public const int MaxKesDepth = 9;

        /// <summary>KES evolutions allowed to one key (90 days of 6 h epochs).</summary>
        public const uint MaxKesEvolutions = 360;

        /// <summary>Compact KES signature at <see cref="MaxKesDepth"/>: 96 + 32 per level.</summary>
        public const int MaxKesSignatureBytes = 96 + (32 * MaxKesDepth);

        /// <summary>Largest encoded consensus message: a proposal with its payload.</summary>
        public const int MaxMessageBytes = Block.MaxPayloadBytes + Block.MaxHeaderBytes + 1_024;
    }

    /// <summary>The signer process and its protocol.</summary>
    public static class Signer
    {
        /// <summary>Highest view it signs in: far above any chain's, far below where a view could wrap.</summary>
        public const ulong MaxView = 1UL << 62;

        /// <summary>Largest request without a header.</summary>
        public const int MaxRequestBytes = 4 * 1024;

        /// <summary>Largest request with a header, which the signer must hash itself.</summary>
        public const int MaxHeaderRequestBytes = Block.MaxHeaderBytes + 64;

        /// <summary>Largest reply.</summary>
        public const int MaxReplyBytes = 1024;

        /// <summary>Longest sentence in a reply.</summary>
        public const int MaxReasonBytes = 512;

        /// <summary>Requests of one key in a second, unless configured; a view needs five.</summary>
        public const int RequestsPerSecond = 50;

        /// <summary>Most keys of one signer.</summary>
        public const int MaxKeys = 64;

        /// <summary>Most connections that have not yet said which key they want.</summary>
        public const int MaxUnknownConnections = 16;

        /// <summary>Most KES keys kept for one validator: the current, the next and some that ran out.</summary>
        public const int MaxKesKeys = 8;

        /// <summary>Views to listen for own votes after a log was made or imported, unless configured.</summary>
        public const uint ListenViews = 1_000;

        /// <summary>Largest interchange file.</summary>
        public const int MaxInterchangeBytes = 1024 * 1024;
    }

    /// <summary>The genesis file.</summary>
    public static class Genesis
    {
        /// <summary>Largest genesis file.</summary>
        public const int MaxFileBytes = 8 * 1024 * 1024;

        /// <summary>Most initial accounts.</summary>
        public const int MaxAccounts = 65_536;

        /// <summary>Longest chain identifier.</summary>
        public const int MaxChainIdBytes = 64;
    }

    /// <summary>Links and batches of the node's stages.</summary>
    public static class Pipeline
    {
        /// <summary>Submissions waiting for the ingress thread. A power of two.</summary>
        public const int SubmitLinkDepth = 256;

        /// <summary>Pinned blocks of one transaction each: every submission that waits and one batch in work.</summary>
        public const int IngressBlocks = SubmitLinkDepth + BatchBlocks;

        /// <summary>
        /// Most transactions of a batch that came one by one, each in a block of <see cref="Transaction.MaxBytes"/>.
        /// </summary>
        public const int BatchBlocks = 256;

        /// <summary>
        /// Most transactions verified as one batch equation: as many as wait, so nobody waits for others. At 256 a
        /// signature costs half of what it does at 64, and at 1024 a fifth less again; with more the transactions
        /// leave the second-level cache between two stages.
        /// </summary>
        public const int VerifyBatch = 1_024;

        /// <summary>Batches that may wait for admission while a final block leaves the mempool, one less.</summary>
        public const int VerifiedBatches = 4;

        /// <summary>Tags remembered by the duplicate filter.</summary>
        public const int SeenTags = 1 << 18;

        /// <summary>Requests from consensus to the execution thread, and answers back. A power of two.</summary>
        public const int ExecuteLinkDepth = 2_048;

        /// <summary>Consensus inputs handled before the stage looks at its timer again.</summary>
        public const int ConsensusBatch = 256;

        /// <summary>Slots kept for the per-slot outcome view.</summary>
        public const int SlotHistory = 1_024;
    }

    /// <summary>The recorder of what a leader does in its slot.</summary>
    public static class Sequencing
    {
        /// <summary>Entries between proposer and recorder: a full block and room. A power of two.</summary>
        public const int RingEntries = 1 << 15;

        /// <summary>Most steps of one slot: a full block, as many left out, and room.</summary>
        public const int MaxSteps = 1 << 16;

        /// <summary>Most slots kept.</summary>
        public const int MaxSlots = 256;

        /// <summary>Most steps of all kept slots together: 12 MiB.</summary>
        public const int MaxKeptSteps = 1 << 18;

        /// <summary>Largest encoded slot.</summary>
        public const int MaxBytes = (MaxSteps * 43) + 256;
    }

    /// <summary>Clients that follow the chain by its validator sets.</summary>
    public static class LightClient
    {
        /// <summary>How long stake stays bonded after its owner asks for it: 7 days.</summary>
        public const ulong UnbondingMs = 7UL * 24 * 60 * 60 * 1_000;

        /// <summary>Age at which what is trusted is trusted no more: two thirds of the unbonding time.</summary>
        public const ulong TrustingPeriodMs = UnbondingMs * 2 / 3;

        /// <summary>How far a block's timestamp may lie ahead of the client's clock.</summary>
        public const ulong MaxClockDriftMs = 10_000;

        /// <summary>Most verified blocks remembered to notice a second one of their height.</summary>
        public const int MaxSeenHeaders = 256;

        /// <summary>Most epoch proofs in one file.</summary>
        public const int MaxEpochProofs = 4_096;
    }

    /// <summary>Signature verification on a GPU.</summary>
    public static class Gpu
    {
        /// <summary>
        /// Fewest queued signatures for the GPU when both can be chosen: two processor cores verify as many in the
        /// time a full batch takes on the device, so below it the GPU only adds latency.
        /// </summary>
        public const int MinQueuedItems = 4_096;

        /// <summary>Batches of one device: one being filled, one copied, one verified and one read.</summary>
        public const int Slots = 4;

        /// <summary>Most batches of one device.</summary>
        public const int MaxSlots = 64;

        /// <summary>Signatures of one batch: 6 MiB of keys and signatures.</summary>
        public const int SlotItems = 65_536;

        /// <summary>Most signatures of one batch: positions and byte counts stay inside 31 bits.</summary>
        public const int MaxSlotItems = 1 << 22;

        /// <summary>Message bytes of one batch: 256 for each signature.</summary>
        public const int SlotMessageBytes = SlotItems * 256;
    }

    /// <summary>What a node keeps on its disk.</summary>
    public static class Storage
    {
        /// <summary>Largest record of the block log: a block, its receipts and what it changed.</summary>
        public const int MaxRecordBytes = 256 * 1024 * 1024;

        /// <summary>Bytes after which a segment of the block log takes no further record.</summary>
        public const int SegmentBytes = 32 * 1024 * 1024;
    }

    /// <summary>Proofs of many keys of the state tree.</summary>
    public static class Proof
    {
        /// <summary>Most keys of one proof.</summary>
        public const int MaxKeys = 4_096;

        /// <summary>Most subtrees beside the paths: 4 MiB of hashes.</summary>
        public const int MaxSiblings = 1 << 17;

        /// <summary>Most bytes that tell the kinds of nodes: two bits for each of a million.</summary>
        public const int MaxShapeBytes = 1 << 18;
    }

    /// <summary>Snapshots of the state.</summary>
    public static class Snapshot
    {
        /// <summary>Largest encoded chunk.</summary>
        public const int MaxChunkBytes = 4 * 1024 * 1024;

        /// <summary>Most items of a chunk: as many as fit with empty values.</summary>
        public const int MaxItems = MaxChunkBytes / 36;

        /// <summary>Most chunks of a snapshot: 256 GiB of state.</summary>
        public const int MaxChunks = 1 << 16;

        /// <summary>Largest encoded manifest.</summary>
        public const int MaxManifestBytes = 16 * 1024 * 1024;

        /// <summary>Largest encoded block with its finality proof and the epochs before it.</summary>
        public const int MaxHeadBytes = 256 * 1024 * 1024;

        /// <summary>Most changed keys in a chunk of a difference, so that its proof fits beside its values.</summary>
        public const int MaxDifferenceKeys = 2_048;

        /// <summary>Full snapshots kept.</summary>
        public const int KeptSnapshots = 2;

        /// <summary>Differences kept.</summary>
        public const int KeptDifferences = 8;
    }

    /// <summary>JSON-RPC server.</summary>
    public static class Rpc
    {
        /// <summary>Largest request body.</summary>
        public const int MaxBodyBytes = 2 * 1024 * 1024;

        /// <summary>Most calls in one batch.</summary>
        public const int MaxBatch = 1_000;

        /// <summary>Largest answer, of a call or of a batch.</summary>
        public const int MaxResponseBytes = 25_000_000;

        /// <summary>A buffer that grew larger is given back after its answer.</summary>
        public const int KeptBufferBytes = 256 * 1_024;

        /// <summary>Milliseconds that a call may take, with its wait for a worker.</summary>
        public const int DeadlineMs = 10_000;

        /// <summary>Heavy calls, and batches, that wait for a worker.</summary>
        public const int MaxWaitingCalls = 64;

        /// <summary>Milliseconds after which a client may ask a busy node again.</summary>
        public const int RetryMs = 250;

        /// <summary>Largest head of a request.</summary>
        public const int MaxHeadBytes = 16 * 1_024;

        /// <summary>Largest head that a connection remembers, to know it again.</summary>
        public const int MaxKeptHeadBytes = 1_024;

        /// <summary>Bytes that are received at once.</summary>
        public const int ReceiveBytes = 64 * 1_024;

        /// <summary>Bytes of answers after which they are sent before more is answered.</summary>
        public const int MaxSentAtOnce = 1_024 * 1_024;

        /// <summary>Bytes of all connections: requests that are not whole, and answers that are not taken.</summary>
        public const long MaxHeldBytes = 64L * 1_024 * 1_024;

        /// <summary>Milliseconds that a connection may ask nothing.</summary>
        public const int IdleMs = 130_000;

        /// <summary>Milliseconds from the first byte of a request to its last.</summary>
        public const int RequestMs = 10_000;

        /// <summary>Milliseconds that a client may take nothing of an answer.</summary>
        public const int SlowReaderMs = 10_000;

        /// <summary>How long a client has to answer that its WebSocket ends.</summary>
        public const int CloseMs = 500;

        /// <summary>Milliseconds that calls have to end when the server stops.</summary>
        public const int DrainMs = 2_000;

        /// <summary>WebSockets at once.</summary>
        public const int MaxWebSockets = 256;

        /// <summary>Calls of one WebSocket at once.</summary>
        public const int MaxSocketCalls = 16;

        /// <summary>Subscriptions of one WebSocket.</summary>
        public const int MaxSubscriptions = 64;

        /// <summary>Frames that may wait for one client.</summary>
        public const int MaxWaitingFrames = 20_000;

        /// <summary>Bytes of those.</summary>
        public const long MaxWaitingFrameBytes = 32L * 1_024 * 1_024;

        /// <summary>Bytes of frames that wait for all clients.</summary>
        public const long MaxFrameBytesOfAll = 256L * 1_024 * 1_024;

        /// <summary>Longest identifier of a request that is echoed.</summary>
        public const int MaxRequestIdChars = 128;

        /// <summary>Transactions whose way to finality is remembered, for estimates.</summary>
        public const int FinalityTimes = 64;

        /// <summary>Milliseconds that a client of the SDK waits in all when its budget is used up.</summary>
        public const int MaxBudgetWaitMs = 60_000;

        /// <summary>Clients whose budgets are remembered.</summary>
        public const int MaxClients = 16_384;

        /// <summary>Blocks of one range, and headers of one list.</summary>
        public const int MaxRangeBlocks = 100;

        /// <summary>Headers of one list.</summary>
        public const int MaxRangeHeaders = 1_000;

        /// <summary>Entries of one page of logs.</summary>
        public const int MaxLogs = 1_000;

        /// <summary>Blocks that are searched for one page of logs.</summary>
        public const int MaxLogBlocks = 10_000;

        /// <summary>Slots of one answer about leaders.</summary>
        public const int MaxLeaderSlots = 1_000;

        /// <summary>Outputs of one question.</summary>
        public const int MaxOutputs = 128;

        /// <summary>Pending transactions of one answer.</summary>
        public const int MaxPendingShown = 1_000;

        /// <summary>Longest time a submission may wait for its block.</summary>
        public const int MaxSyncWaitMs = 60_000;

        /// <summary>Submissions whose story is kept: about 40 MiB of memory.</summary>
        public const int MaxStories = 131_072;

        /// <summary>Steps of one story that are kept.</summary>
        public const int MaxStorySteps = 16;

        /// <summary>Milliseconds after which a finished story may be forgotten.</summary>
        public const long StoryMs = 3_600_000;

        /// <summary>Deepest JSON nesting.</summary>
        public const int MaxDepth = 16;

        /// <summary>Most concurrent connections.</summary>
        public const int MaxConnections = 1_024;

        /// <summary>Gas of a contract's call that only reads: at most about 10 ms of the node's time.</summary>
        public const ulong MaxCallGas = 10_000_000;

        /// <summary>Gas of all tries that find out what one transaction must declare.</summary>
        public const ulong MaxTriedGas = 2 * Transaction.MaxGas;

        /// <summary>Most keys of one proof request.</summary>
        public const int MaxProofKeys = 128;

        /// <summary>Most values that are undone to prove something of a past block.</summary>
        public const int MaxRewoundKeys = 1 << 17;
    }

    /// <summary>Objects and assets.</summary>
    public static class Ledger
    {
        /// <summary>Largest data of an object: a restoring call holds a whole record.</summary>
        public const int MaxObjectBytes = Transaction.MaxCallArgumentBytes / 2;

        /// <summary>Longest symbol of an asset.</summary>
        public const int MaxSymbolBytes = 16;

        /// <summary>Most decimals of an asset: 10^38 is below 2^128.</summary>
        public const byte MaxDecimals = 38;
    }

    /// <summary>Fee markets.</summary>
    public static class Fees
    {
        /// <summary>Gas of a full block: four transactions of the largest gas limit.</summary>
        public const ulong BlockGas = 4 * Transaction.MaxGas;

        /// <summary>Share of the block's gas that one object's writers may use, as a divisor.</summary>
        public const ulong ObjectCapDivisor = 4;

        /// <summary>Share of the block's gas above which an object's price rises, as a divisor.</summary>
        public const ulong ObjectTargetDivisor = 32;

        /// <summary>Largest multiplier, Q32.32: 2^16.</summary>
        public const ulong MaxMultiplier = 1UL << 48;

        /// <summary>
        /// Most objects with a price of their own: 40 KiB of state, where a block can hold 32 times its writes
        /// above their targets.
        /// </summary>
        public const int MaxLocalMarkets = 1_024;
    }

    /// <summary>Rent of objects.</summary>
    public static class Rent
    {
        /// <summary>Identifiers in a page of an expiry bucket: 2 KiB.</summary>
        public const int PageEntries = 64;

        /// <summary>Objects looked at in a block because their deposit may have run out.</summary>
        public const int MaxExpiredPerBlock = PageEntries;

        /// <summary>Empty buckets passed over in a block.</summary>
        public const int MaxBucketsPerBlock = 64;
    }

    /// <summary>Contracts.</summary>
    public static class Contract
    {
        /// <summary>Most instances that a lane keeps for later calls: some KiB of native memory each.</summary>
        public const int MaxIdleInstances = 64;

        /// <summary>Bytes of code in one upload and in one item of the state; the last part may be shorter.</summary>
        public const int CodePartBytes = Ledger.MaxObjectBytes;

        /// <summary>Longest name of a method.</summary>
        public const int MaxNameBytes = 64;

        /// <summary>Longest key of a contract's storage.</summary>
        public const int MaxKeyBytes = 64;

        /// <summary>Largest value of a contract's storage.</summary>
        public const int MaxValueBytes = Ledger.MaxObjectBytes;

        /// <summary>Bytes that an item counts besides its value: its key, its leaf and its place in the tree.</summary>
        public const int ItemBytes = 64;

        /// <summary>Most bytes of a contract's storage, items counted with <see cref="ItemBytes"/>.</summary>
        public const int MaxStoredBytes = 1 << 30;

        /// <summary>Most bytes that a call returns or aborts with.</summary>
        public const int MaxReturnBytes = Ledger.MaxObjectBytes;

        /// <summary>Most events of contracts in a transaction: each other call has a place left.</summary>
        public const int MaxEvents = Receipt.MaxEvents - Transaction.MaxCalls;

        /// <summary>Most contracts that call one another at a time, the first included.</summary>
        public const int MaxDepth = 8;
    }

    /// <summary>Execution of blocks.</summary>
    public static class Execution
    {
        /// <summary>Most lanes: one bit each of a word.</summary>
        public const int MaxLanes = 64;

        /// <summary>Transactions the proposer orders by priority at a time.</summary>
        public const int PriorityWindow = 2_048;
    }

    /// <summary>WebAssembly modules of contracts, and calls of them.</summary>
    public static class Wasm
    {
        /// <summary>
        /// Stack of a thread that runs contracts: 511 frames of the largest function that is compiled, whose frame is
        /// below 256 KiB, and the host's frames between them. Only pages that are touched take memory.
        /// </summary>
        public const int ThreadStackBytes = 256 << 20;

        /// <summary>Most modules that wait for the compiler.</summary>
        public const int MaxWaitingModules = 64;

        /// <summary>Most modules that a cache of code holds.</summary>
        public const int MaxCachedModules = 1_024;

        /// <summary>Most instructions that a cache of code holds: 64 MiB, and about as much of machine code.</summary>
        public const long MaxCachedInstructions = 4L << 20;

        /// <summary>Most bytes of free memories that a pool keeps.</summary>
        public const long MaxPooledBytes = 64L << 20;

        /// <summary>Largest encoded module.</summary>
        public const int MaxModuleBytes = 512 * 1024;

        /// <summary>Most types of functions and blocks.</summary>
        public const int MaxTypes = 1_000;

        /// <summary>Most imports: the host's list is shorter.</summary>
        public const int MaxImports = 100;

        /// <summary>Most functions with code.</summary>
        public const int MaxFunctions = 2_000;

        /// <summary>Largest body of a function. Its instructions take 16 times as much when decoded.</summary>
        public const int MaxBodyBytes = 64 * 1024;

        /// <summary>Most parameters of a function.</summary>
        public const int MaxParameters = 100;

        /// <summary>Most results of a function or block.</summary>
        public const int MaxResults = 16;

        /// <summary>Most locals of a function, parameters included.</summary>
        public const int MaxLocals = 1_000;

        /// <summary>Deepest nesting of blocks in a function.</summary>
        public const int MaxNesting = 64;

        /// <summary>Most targets of one branch table.</summary>
        public const int MaxBranchTargets = 1_024;

        /// <summary>Most tables.</summary>
        public const int MaxTables = 1;

        /// <summary>Most entries of a table: 20 KiB.</summary>
        public const int MaxTableEntries = 2_500;

        /// <summary>Largest memory of an instance, in pages of 64 KiB: 16 MiB.</summary>
        public const int MaxMemoryPages = 256;

        /// <summary>Largest memory at the start, in pages of 64 KiB: 4 MiB.</summary>
        public const int MaxInitialMemoryPages = 64;

        /// <summary>Most globals.</summary>
        public const int MaxGlobals = 256;

        /// <summary>Most exports.</summary>
        public const int MaxExports = 256;

        /// <summary>Most segments of data, and of references.</summary>
        public const int MaxSegments = 1_000;

        /// <summary>Most custom sections.</summary>
        public const int MaxCustomSections = 32;

        /// <summary>Longest name of an import, export or custom section.</summary>
        public const int MaxNameBytes = 256;

        /// <summary>Largest frame of a function, locals and operands, in cells of 8 bytes.</summary>
        public const int MaxFrameCells = 8_192;

        /// <summary>Most calls inside one another, those of the host included.</summary>
        public const int MaxCallDepth = 256;

        /// <summary>Most cells of all frames together: 512 KiB.</summary>
        public const int MaxStackCells = 65_536;
    }

    /// <summary>Interface descriptions of contracts.</summary>
    public static class ContractAbi
    {
        /// <summary>Largest description.</summary>
        public const int MaxBytes = 16 * 1024;

        /// <summary>Deepest JSON nesting: a field of a method is at depth six.</summary>
        public const int MaxJsonDepth = 8;

        /// <summary>Most methods, events or errors, each.</summary>
        public const int MaxEntries = 128;

        /// <summary>Most fields of a method's inputs, its outputs or an event.</summary>
        public const int MaxFields = 32;

        /// <summary>Longest name of a method, field or error.</summary>
        public const int MaxNameBytes = 64;

        /// <summary>Longest name of an event: it is a topic.</summary>
        public const int MaxEventNameBytes = 32;

        /// <summary>Deepest nesting of lists and options in one type.</summary>
        public const int MaxTypeDepth = 4;

        /// <summary>Most items of one list value.</summary>
        public const int MaxListItems = 4_096;
    }

    /// <summary>Events of the chain for those who follow it.</summary>
    public static class Feed
    {
        /// <summary>Newest final blocks kept decoded, and as many abandoned ones.</summary>
        public const int MemoryBlocks = 256;

        /// <summary>About the bytes of either.</summary>
        public const long MemoryBytes = 64L * 1024 * 1024;
    }

    /// <summary>The gRPC server that streams blocks.</summary>
    public static class Firehose
    {
        /// <summary>Most streams of blocks at once.</summary>
        public const int MaxStreams = 16;

        /// <summary>Most keys of clients.</summary>
        public const int MaxKeys = 1_024;

        /// <summary>Largest file of them, with what is said of each.</summary>
        public const int MaxKeyFileBytes = 1 << 20;

        /// <summary>Fewest characters of a key: shorter ones can be guessed.</summary>
        public const int MinKeyChars = 16;

        /// <summary>Most characters of a key.</summary>
        public const int MaxKeyChars = 256;

        /// <summary>Most of them on one connection.</summary>
        public const int MaxStreamsPerConnection = 4;

        /// <summary>Most concurrent connections.</summary>
        public const int MaxConnections = 64;

        /// <summary>Most concurrent calls of one connection.</summary>
        public const int MaxCallsPerConnection = 32;

        /// <summary>Largest message of a client, also when it was compressed.</summary>
        public const int MaxRequestBytes = 256 * 1024;

        /// <summary>Most items of one list of a filter.</summary>
        public const int MaxFilterItems = 1_024;

        /// <summary>Longest wait for the first bytes of a connection, and for the message of a call.</summary>
        public const int RequestMs = 10_000;

        /// <summary>Bytes that are written before they are sent.</summary>
        public const int FlushBytes = 32 * 1024;

        /// <summary>Shorter messages are not compressed.</summary>
        public const int CompressFromBytes = 512;

        /// <summary>Events left out by a filter before the client is told how far the stream is.</summary>
        public const int EventsPerMarker = 1_000;

        /// <summary>Longest silence of a stream.</summary>
        public const int HeartbeatMs = 5_000;
    }
}
