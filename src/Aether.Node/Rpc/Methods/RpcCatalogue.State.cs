using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>The state, contracts and transactions.</summary>
internal static partial class RpcCatalogue
{
    private static RpcErrorCode[] Refusals =>
    [
        RpcErrorCode.TxMalformed, RpcErrorCode.TxBadSignature, RpcErrorCode.TxWrongChain,
        RpcErrorCode.InputSpentOrMissing, RpcErrorCode.FeeTooLow, RpcErrorCode.Expired, RpcErrorCode.MempoolFull,
        RpcErrorCode.AccessSetViolation, RpcErrorCode.TooLarge, RpcErrorCode.SenderThrottled, RpcErrorCode.WrongNonce,
        RpcErrorCode.InsufficientBalance, RpcErrorCode.WitnessMismatch, RpcErrorCode.ReplacementUnderpriced,
        RpcErrorCode.TooFarAhead, RpcErrorCode.LimitExceeded, RpcErrorCode.NotReady,
    ];

    private static RpcParameterInfo AddressParameter => Must("address", "address", "The account.");
    private static RpcParameterInfo IdParameter => Must("id", "hash", "Its identifier.");
    private static RpcParameterInfo Raw => Must("raw", "hex", "Canonical bytes of the transaction.");
    private static RpcParameterInfo HashParameter => Must("hash", "hash", "Hash of the transaction.");

    private static RpcMethodInfo[] StateGroup =>
    [
        new("aeth_getAccount", "An account.")
        {
            Parameters = [AddressParameter, Tag],
            Result = "account",
            Note = "an account never touched has nonce 0 and no balances",
            Errors = Past,
            Cost = 2,
            IsRead = true,
            Examples =
            [
                Example("a funded account", """["$alice", "finalized"]"""),
                Example("not older than a slot", """["$alice", "latest", {"context": true, "minSlot": 1}]"""),
            ],
        },
        new("aeth_getBalance", "Native balances of an account.")
        {
            Parameters = [AddressParameter, Tag],
            Result = "balance",
            Errors = Past,
            Cost = 2,
            IsRead = true,
            Examples = [Example("a funded account", """["$bob", "finalized"]""")],
        },
        new("aeth_getUtxos", "Outputs by their names, or those of an owner.")
        {
            Parameters =
            [
                Must(
                    "outputs",
                    "outpoint[]|{owner:address, cursor?:cursor?, limit?:int}",
                    "At most 128 names; or an owner, 500 a page at most and 100 without `limit`."),
                May("tag", "tag", "Which block; the executed head without. Not with an owner."),
            ],
            Result = "utxo[]|ownedUtxos",
            Note = "`state` is `unspent`, `pending` (made by a transaction of the mempool) or `none` (spent, or never "
                + "made). Of an owner: what was unspent after block `height`, by name, of the outputs made from block "
                + "`from` on; `next` is the cursor of the next page of the same list, which holds for 1,024 blocks",
            Errors =
            [
                RpcErrorCode.LimitExceeded, RpcErrorCode.IndexUnavailable, RpcErrorCode.SubscriptionLagged, .. Past,
            ],
            Cost = 10,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples =
            [
                Example(
                    "never made",
                    $$"""[[{"transactionHash": "{{Zero}}", "index": 0}]]""",
                    $$"""
                    [{"transactionHash": "{{Zero}}", "index": 0, "state": "none", "owner": null, "asset": null,
                    "amount": null, "datumHash": null}]
                    """),
                Example("of an owner", """[{"owner": "$alice", "limit": 10}]"""),
            ],
        },
        new("aeth_getAccountHistory", "The final transactions that touched an account.")
        {
            Parameters =
            [
                AddressParameter,
                May(
                    "options",
                    "{cursor?:cursor?, limit?:int, order?:\"desc\"|\"asc\", roles?:string[]}",
                    "Newest first and 100 without; 500 at most. Only entries with any of `roles`."),
            ],
            Result = "accountHistory",
            Note = "whole from block `from` to block `indexedHeight`; `next` is the cursor of the next page, and a "
                + "page with a cursor may have few entries or none. `amounts` are without the fee, and all that "
                + "changed the account where `exact`",
            Errors =
            [
                RpcErrorCode.LimitExceeded, RpcErrorCode.IndexUnavailable, RpcErrorCode.SubscriptionLagged,
                RpcErrorCode.NotYetAvailable,
            ],
            Cost = 10,
            Lane = RpcLane.Heavy,
            Examples =
            [
                Example("the newest", """["$alice"]"""),
                Example("what came in, oldest first", """["$bob", {"order": "asc", "roles": ["receiver"]}]"""),
            ],
        },
        new("aeth_getProof", "Values of the state with proofs.")
        {
            Parameters = [Must("key", "string|string[]", "An address, a state key, or at most 128 of them."), Tag],
            Result = "proof|proof[]",
            Note = "an array when an array was given",
            Errors = [RpcErrorCode.LimitExceeded, .. Past],
            Cost = 50,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("an account", """["$alice", "finalized"]""")],
        },
        new("aeth_getObject", "An object; an asset is an object of kind 1.")
        {
            Parameters = [IdParameter, Tag],
            Result = "objectValue?",
            Note = "`null` when there is none of this identifier",
            Errors = Past,
            Cost = 2,
            IsRead = true,
            Examples = [Example("unknown", $"[\"{Zero}\"]", "null"), Example("an object", """["$object"]""")],
        },
        new("aeth_getSupply", "How much there is of the native tokens.")
        {
            Parameters = [Tag],
            Result = "supply",
            Note = "SWR is made in the genesis alone: `current` is `genesis` less `burned`, and the treasury is in it",
            Errors = Past,
            Cost = 5,
            IsRead = true,
            Examples = [Example("now", "[]")],
        },
    ];

    private static RpcMethodInfo[] ContractGroup =>
    [
        new("aeth_getContract", "A live contract.")
        {
            Parameters = [IdParameter, Tag],
            Result = "contract?",
            Note = "`null` when there is no live one of this identifier",
            Errors = Past,
            Cost = 5,
            IsRead = true,
            Examples = [Example("unknown", $"[\"{Zero}\"]", "null")],
        },
        new("aeth_getContractAbi", "The description in a contract's code.")
        {
            Parameters = [IdParameter, Tag],
            Result = "abi?",
            Note = "`abi` is the text of the code's custom section `aether.abi`, `null` without one",
            Errors = Past,
            Cost = 20,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("unknown", $"[\"{Zero}\"]", "null")],
        },
        new("aeth_callContract", "Tries one call on the executed head.")
        {
            Parameters =
            [
                Must("contract", "hash", "Its identifier."), Must("method", "string", "Name of the method."),
                Must("input", "hex", "Its input."), May("caller", "address", "Who calls; nobody without."),
            ],
            Result = "simulation",
            Note = "what it needs is declared for it; nothing is kept",
            Cost = 200,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("no contract", $"[\"{Zero}\", \"get\", \"0x\"]")],
        },
        new("aeth_simulate", "Tries a transaction on the executed head.")
        {
            Parameters = [Raw, May("options", "{declare?:boolean}", "`declare` adds what it needs.")],
            Result = "simulation",
            Note = "its witnesses, nonce, expiry and fee are not looked at; nothing is kept",
            Errors = [RpcErrorCode.TxMalformed],
            Cost = 200,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("a transfer", """["$raw"]""")],
        },
        new("aeth_estimateFee", "What a transaction would cost now, and at most.")
        {
            Parameters = [Raw],
            Result = "estimate",
            Errors = [RpcErrorCode.TxMalformed],
            Cost = 200,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("a transfer", """["$raw"]""")],
        },
        new("aeth_getFeeMarket", "What the next block pays.")
        {
            Parameters = [May("objects", "string[]", "At most 128 addresses or object ids.")],
            Result = "feeMarket",
            Note = "Q32.32 multipliers of the next block; `price` is `block` times the dearest object's, and what a "
                + "transaction that writes those objects is multiplied by",
            Cost = 2,
            IsRead = true,
            Examples = [Example("for two accounts", """[["$alice", "$bob"]]""")],
        },
    ];

    private static RpcMethodInfo[] TransactionGroup =>
    [
        new("aeth_sendRawTransaction", "Sends a transaction.")
        {
            Parameters = [Raw],
            Result = "hash",
            Errors = Refusals,
            Cost = 5,
            Examples = [Example("a transfer", """["$raw"]""", "\"$rawHash\"")],
        },
        new("aeth_sendRawTransactionSync", "Sends a transaction and waits for its block.")
        {
            Parameters =
            [
                Raw,
                May(
                    "options",
                    "{until?:\"included\"|\"finalized\", timeoutMs?:int}",
                    "`finalized` and 10,000 without; 60,000 ms at most."),
            ],
            Result = "receipt|life",
            Note = "the receipt once it is final, its status when it is only included; -32002 has its hash and last "
                + "state",
            Errors = [RpcErrorCode.Timeout, .. Refusals],
            Cost = 20,
            Examples = [Example("a transfer", """["$raw2"]""")],
        },
        new("aeth_getTransactionByHash", "A transaction.")
        {
            Parameters = [HashParameter],
            Result = "transaction?",
            Errors = [RpcErrorCode.Pruned],
            Cost = 5,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("final", """["$hash"]"""), Example("unknown", $"[\"{Zero}\"]", "null")],
        },
        new("aeth_getTransactionStatus", "Where a transaction is, and how it got there.")
        {
            Parameters = [HashParameter],
            Result = "life?",
            Note = "`null` when this node knows nothing of it; `etaSeconds` until it is final is the median of the "
                + "newest that were sent here and had waited as long, and left out without any",
            Cost = 2,
            IsRead = true,
            Examples = [Example("final", """["$hash"]"""), Example("unknown", $"[\"{Zero}\"]", "null")],
        },
        new("aeth_getTransactionReceipt", "What a transaction did.")
        {
            Parameters = [HashParameter, May("options", "{proof?:boolean}", "`proof` adds a proof.")],
            Result = "receipt?",
            Note = "`null` until the transaction is in a final block",
            Errors = [RpcErrorCode.Pruned],
            Cost = 10,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples =
            [
                Example("final", """["$hash"]"""),
                Example("with proof", """["$hash", {"proof": true}]"""),
                Example("unknown", $"[\"{Zero}\"]", "null"),
            ],
        },
    ];

    private static RpcMethodInfo[] StakingGroup =>
    [
        new("aeth_getBlockReceipts", "What the transactions of a final block did.")
        {
            Parameters =
            [
                Must("tag", "tag", "Which block."),
                May("options", "{failed?:boolean}", "`failed` leaves out what was successful."),
            ],
            Result = "blockReceipts?",
            Note = "`null` until the block is final; `count` is that of all its transactions",
            Errors = [RpcErrorCode.Pruned],
            Cost = 20,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples =
            [
                Example("the last final block", """["finalized"]"""),
                Example("only failures", """["finalized", {"failed": true}]"""),
            ],
        },
        new("aeth_getValidators", "The validators of an epoch.")
        {
            Parameters = [May("epoch", "int", "The current one without.")],
            Result = "validators?",
            Note = "`null` when that epoch did not begin",
            Cost = 20,
            Lane = RpcLane.Heavy,
            IsRead = true,
            Examples = [Example("now", "[]"), Example("not begun", "[4000000]", "null")],
        },
        new("aeth_getStake", "What a validator has at stake.")
        {
            Parameters = [AddressParameter, Tag],
            Result = "stake?",
            Note = "`null` for an account that is no validator; `index` is `null` when it is not in the epoch's set",
            Errors = Past,
            Cost = 5,
            IsRead = true,
            Examples = [Example("a validator", """["$validator"]"""), Example("nobody's", """["$alice"]""", "null")],
        },
        new("aeth_getLeaderSchedule", "Who led past slots.")
        {
            Parameters =
            [
                May("fromSlot", "int", "The first slot; so that the last final one ends the list without."),
                May("count", "int", "Slots, 1,000 at most; 32 without."),
            ],
            Result = "slotOwner[]",
            Note = "who leads slots to come is secret; a slot without a final block has `null`s",
            Errors = [RpcErrorCode.NotYetAvailable, RpcErrorCode.LimitExceeded],
            Cost = 20,
            Lane = RpcLane.Heavy,
            Examples = [Example("the last four", "[null, 4]")],
        },
        new("aeth_getEpoch", "An epoch.")
        {
            Parameters = [May("epoch", "int", "The current one without.")],
            Result = "epoch?",
            Note = "`null` when it did not begin",
            Cost = 2,
            IsRead = true,
            Examples = [Example("now", "[]"), Example("not begun", "[4000000]", "null")],
        },
        new("aeth_getEpochProof", "The proof of the closing of an epoch.")
        {
            Parameters = [Must("epoch", "int", "The epoch that closed.")],
            Result = "{epoch:int, raw:hex}?",
            Note = "`raw` is the `EpochProof`; `null` while it is not closed",
            Cost = 10,
            Lane = RpcLane.Heavy,
            Examples = [Example("not closed", "[4000000]", "null")],
        },
        new("aeth_getSequence", "What this node recorded as leader of a slot.")
        {
            Parameters = [Must("view", "int", "The slot.")],
            Result = "sequence?",
            Note = "`null` when this node did not lead the slot or keeps it no more",
            Cost = 10,
            Lane = RpcLane.Heavy,
            Examples = [Example("a slot", """["$view"]"""), Example("unknown", "[4000000000]", "null")],
        },
    ];

    private static RpcMethodInfo[] OtherGroup =>
    [
        new("aeth_mempoolStatus", "How full the mempool is.")
        {
            Result = "mempool",
            Examples = [Example("now", "[]")],
        },
        new("aeth_mempoolContent", "The best bids that wait.")
        {
            Parameters = [May("count", "int", "1,000 at most; 100 without.")],
            Result = "{transactions:int, pending:pending[]}",
            Note = "`transactions` is how many wait in all; whole ones by `aeth_getTransactionByHash`",
            Errors = [RpcErrorCode.LimitExceeded],
            Cost = 50,
            Lane = RpcLane.Heavy,
            Examples = [Example("the best ten", "[10]")],
        },
        new("aeth_mempoolInspect", "What waits of one fee payer.")
        {
            Parameters = [Must("feePayer", "address", "The account.")],
            Result = "{feePayer:address, finalNonce:int, nextNonce:int, pending:pending[]}",
            Cost = 50,
            Lane = RpcLane.Heavy,
            Examples = [Example("an account", """["$bob"]""")],
        },
        new("aeth_subscribe", "Begins a subscription; WebSocket alone.")
        {
            Parameters =
            [
                Must("topic", "string", "One of the topics."),
                May(
                    "options",
                    "{fromCursor?:string, finalOnly?:boolean, hash?:hash, address?:address, programs?:hash[], "
                    + "topics?:(hash|hash[]|null)[]}",
                    "Of the topic."),
            ],
            Result = "string",
            Note = "its name in notifications",
            Errors =
            [
                RpcErrorCode.NamespaceDisabled, RpcErrorCode.SubscriptionLagged, RpcErrorCode.LimitExceeded, .. Past,
            ],
            Cost = 20,
            Examples = [Example("final headers", """["finalizedHeads"]""")],
        },
        new("aeth_unsubscribe", "Ends a subscription.")
        {
            Parameters = [Must("subscription", "string", "Its name.")],
            Result = "boolean",
            Note = "`false` when there is none of this name",
            Errors = [RpcErrorCode.NamespaceDisabled],
            Examples = [Example("none of this name", """["0x0"]""", "false")],
        },
        new("aeth_dev_faucet", "Tokens for an account; dev chains alone.")
        {
            Parameters =
            [
                AddressParameter, Must("amount", "amount|int", "Base units."),
                May("asset", "\"SWR\"|\"AIC\"", "SWR without."),
            ],
            Result = "hash",
            Errors = [RpcErrorCode.NamespaceDisabled, .. Refusals],
            Cost = 50,
            Lane = RpcLane.Heavy,
            Examples = [Example("some SWR", """["$bob", "1000000000", "SWR"]""")],
        },
        .. DevGroup, .. AdminGroup,
    ];
}
