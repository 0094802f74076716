using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>The named types of the interface: values as text, and the objects of <c>json-rpc.md</c>.</summary>
internal static class RpcShapes
{
    private const string Place =
        "blockHash:hash?, height:int?, view:int?, index:int?, finalized:boolean";

    private const string HeaderMembers =
        "hash:hash, height:int, view:int, epoch:int, parentHash:hash, timestampMs:int, proposer:int, "
        + "leadKind:\"vrf\"|\"backup\", vrfProof:hex, payloadRoot:hash, payloadBytes:int, stateRoot:hash, "
        + "receiptsRoot:hash, evidenceRoot:hash, baseFee:amount, justify:{epoch:int, view:int, blockHash:hash}, "
        + "finalized:boolean, rawHeader:hex";

    private const string Outcome = "error:string?, status:int, statusName:string?, failure:failure?";

    private static readonly Dictionary<string, (string Type, string Pattern)> s_texts = new()
    {
        ["hash"] = ("string", "^0x[0-9a-f]{64}$"),
        ["hex"] = ("string", "^0x([0-9a-f]{2})*$"),
        ["amount"] = ("string", "^(0|[1-9][0-9]*)$"),
        ["address"] = ("string", "^[a-z]+1[02-9ac-hj-np-z]+$"),
        ["asset"] = ("string", "^(SWR|AIC|0x[0-9a-f]{64})$"),
        ["cursor"] = ("string", "^[0-9A-Za-z:_-]+$"),
        ["int"] = ("integer", ""),
    };

    private static readonly Dictionary<string, string> s_objects = new()
    {
        ["tag"] = "string|int",
        ["header"] = "{" + HeaderMembers + "}",
        ["block"] = "{" + HeaderMembers + ", transactionCount:int, transactions:(hash|transaction)[]}",
        ["event"] = "{program:hash, topics:hash[], data:hex}",
        ["transaction"] = "{hash:hash, witnessHash:hash, feePayer:address, nonce:int, validUntil:int, "
            + "inputs:outpoint[], reads:hash[], writes:hash[], "
            + "outputs:{owner:address, asset:asset, amount:amount, datumHash:hash?}[], "
            + "calls:{program:hash, method:int, arguments:hex, gas:int}[], gasLimit:int, memoryLimit:int, "
            + "maxFee:amount, tipPerGas:amount, witnesses:{scheme:int, key:hex, signature:hex}[], sizeBytes:int, "
            + "raw:hex, " + Place + "}",
        ["outpoint"] = "{transactionHash:hash, index:int}",
        ["receipt"] = "{transactionHash:hash, status:int, statusName:string, gasUsed:int, fee:amount, "
            + "stateDeltaHash:hash, events:event[], returnHash:hash, " + Place + ", raw:hex, "
            + "proof?:{raw:hex, header:hex, finality:hex?}}",
        ["blockReceipts"] = "{blockHash:hash, height:int, view:int, count:int, receipts:receipt[]}",
        ["account"] = "{address:address, nonce:int, balances:{asset:asset, amount:amount}[], height:int, view:int, "
            + "blockHash:hash, finalized:boolean}",
        ["balance"] = "{address:address, swr:amount, aic:amount, height:int, blockHash:hash}",
        ["proof"] = "{key:hash, value:hex?, proof:hex, header:hex, finality:hex?}",
        ["failure"] = "{contract:hash, detail:int, undeclared:{id:hash, access:\"read\"|\"write\"}?, data:hex, "
            + "raw:hex}",
        ["simulation"] = "{" + Outcome + ", gasUsed:int, fee:amount, events:event[], output:hex, reads:hash[], "
            + "writes:hash[]}",
        ["estimate"] = "{" + Outcome + ", gasUsed:int, fee:amount, feeAtLimit:amount, price:amount}",
        ["objectValue"] = "{id:hash, raw:hex, form:string, kind?:int, owner?:address, creator?:address, version?:int, "
            + "deposit?:amount, paidUntil?:int, data?:hex, asset?:{supply:amount, decimals:int, symbol:hex}, "
            + "archiveHash?:hash, archivedEpoch?:int, epoch:int, height:int, view:int, blockHash:hash, "
            + "finalized:boolean}",
        ["contract"] = "{id:hash, admin:address?, creator:address, address:address, code:hash, codeHash:hash, "
            + "codeVersion:int, gasSchedule:int, storedBytes:int, deposit:amount, paidUntil:int, "
            + "upgrade:{code:hash, height:int}?, height:int, blockHash:hash, finalized:boolean}",
        ["abi"] = "{id:hash, codeHash:hash, codeBytes:int, abi:string?}",
        ["chain"] = "{chainId:string, genesisHash:hash, chainTag:hex}",
        ["genesis"] = "{raw:hex, hash:hash, chainId:string, timestampMs:int, slotMs:int, validatorCount:int}",
        ["nodeInfo"] = "{name:string, version:string, protocolVersion:int, chainId:string, genesisHash:hash, "
            + "epoch:int, validatorIndex:int?, uptimeMs:int, pruning:string, oldestBlock:int, oldestState:int}",
        ["nodeStatus"] = "{phase:string, ready:boolean, fault:string?, slot:int, epoch:int, leader:int?, "
            + "finalized:point, safe:point, latest:point, behindSlots:int, uptimeMs:int, "
            + "mempool:{transactions:int, bytes:int}, peers:{mode:string, connected:int}, "
            + "finalityMs:{count:int, p50:int, p95:int, p99:int}}",
        ["point"] = "{height:int, view:int, hash:hash}",
        ["syncing"] = "{phase:string, current:int, target:int, behindSlots:int, etaSeconds:int?}",
        ["capabilities"] = "{methods:string[], topics:string[], namespaces:string[], pruning:string, oldestBlock:int, "
            + "oldestState:int, limits:object, transports:string[], errors:{code:number, name:string}[]}",
        ["life"] = "{transactionHash:hash, status:string, state:string, height?:int, validUntil?:int, view?:int, "
            + "reason?:string?, etaSeconds?:number, own:boolean, "
            + "history:{state:string, slot:int, timeMs:int, reason?:string}[]}",
        ["validators"] = "{epoch:int, totalStake:amount, validators:{index:int, address:address, stake:amount, "
            + "bondedStake:amount, jailedUntil:int, tombstoned:boolean, convictions:conviction[], coldKey:hex, "
            + "blsKey:hex, vrfKey:hex, kesKey:hex}[]}",
        ["conviction"] = "{epoch:int, kind:string}",
        ["stake"] = "{address:address, bondedStake:amount, jailedUntil:int, tombstoned:boolean, "
            + "convictions:conviction[], index:int?, epochStake:amount, epoch:int, totalStake:amount, height:int, "
            + "blockHash:hash}",
        ["epoch"] = "{epoch:int, current:boolean, rootView:int, rootHeight:int, rootHash:hash, endView:int, "
            + "randomness:hash, validatorCount:int, totalStake:amount}",
        ["gaps"] = "{count:int, p50:int, p95:int, p99:int, max:int}",
        ["sequence"] = "{view:int, proposer:int, previous:hash, head:hash, blockHash:hash?, steps:int, lost:int, "
            + "complete:boolean, gapsNs:gaps, allGapsNs:gaps, raw:hex}",
        ["feeMarket"] = "{price:amount, block:amount, objects:{id:hash, multiplier:amount}[], height:int}",
        ["mempool"] = "{transactions:int, bytes:int, maxTransactions:int, maxBytes:int, sinceStart:{added:int, "
            + "refused:int, replaced:int, evicted:int, expired:int, included:int, dropped:int}}",
        ["pending"] = "{hash:hash, feePayer:address, nonce:int, validUntil:int, maxFee:amount, tipPerGas:amount, "
            + "sizeBytes:int}",
        ["peers"] = "{mode:string, id?:string, connected?:int, validators?:int, known?:int, banned?:int, "
            + "unwanted?:int, offences?:int, gossip?:{received:int, duplicates:int, accepted:int, rejected:int, "
            + "ignored:int}, peers:{id:string, address:string?, connected:boolean, direction:string, slot:string, "
            + "validator:address?, stake:amount?, score:number?, receivedBytes:int?, sentBytes:int?, "
            + "droppedBytes:int?, finalHeight:int?, connectedMs:int, rttMs:number?, ban:string?, banLeftMs:int}[]}",
        ["stages"] = "{stages:{stage:string, thread:string, items:int, busyUs:int, waitUs:int, backpressureUs:int, "
            + "housekeepingUs:int, dropped:{reason:string, count:int}[]}[], links:{link:string, depth:int, "
            + "capacity:int, highWater:int}[]}",
        ["log"] = "{program:hash, topics:hash[], data:hex, blockHash:hash, height:int, view:int, "
            + "transactionHash:hash, transactionIndex:int, logIndex:int}",
        ["logs"] = "{logs:log[], scannedTo:int, next:cursor?}",
        ["headers"] = "{headers:header[], next:int?}",
        ["blocks"] = "{blocks:block[], next:int?}",
        ["slotOwner"] = "{slot:int, proposer:int?, validator:address?, height:int?, blockHash:hash?}",
        ["utxo"] = "{transactionHash:hash, index:int, state:\"unspent\"|\"pending\"|\"none\", owner:address?, "
            + "asset:asset?, amount:amount?, datumHash:hash?}",
        ["ownedUtxos"] = "{owner:address, outputs:{transactionHash:hash, index:int, asset:asset, amount:amount, "
            + "datumHash:hash?, madeAt:int}[], height:int, blockHash:hash?, from:int, next:cursor?}",
        ["accountHistory"] = "{address:address, entries:historyEntry[], from:int, indexedHeight:int, next:cursor?}",
        ["historyEntry"] = "{transactionHash:hash, height:int, index:int, timestampMs:int, status:int, "
            + "statusName:string, fee:amount, roles:string[], exact:boolean, "
            + "amounts:{asset:asset, in:amount, out:amount}[]}",
        ["supply"] = "{swr:{genesis:amount, burned:amount, current:amount, burnedFees:amount, burnedStake:amount, "
            + "treasury:amount}, aic:{genesis:amount}, height:int, blockHash:hash}",
        ["context"] = "{slot:int, height:int, hash:hash, finalized:boolean}",
    };

    /// <summary>True for the name of a type of the interface.</summary>
    public static bool IsKnown(string name) => s_texts.ContainsKey(name) || s_objects.ContainsKey(name);

    /// <summary>Writes all of them as the members of an open object.</summary>
    public static void WriteSchemas(Utf8JsonWriter json)
    {
        foreach ((string name, (string type, string pattern)) in s_texts)
        {
            json.WriteStartObject(name);
            json.WriteString("type", type);
            if (pattern.Length > 0)
            {
                json.WriteString("pattern", pattern);
            }
            else
            {
                json.WriteNumber("minimum", 0);
            }
            json.WriteEndObject();
        }
        foreach ((string name, string type) in s_objects)
        {
            json.WritePropertyName(name);
            RpcType.WriteSchema(json, type);
        }
    }
}
