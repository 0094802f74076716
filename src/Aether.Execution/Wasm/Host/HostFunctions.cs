using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Aether.Execution.Wasm.Host;

/// <summary>Everything a contract may import.</summary>
/// <remarks>
/// Pointers and lengths are unsigned 32-bit numbers into the contract's memory, checked as a whole before anything
/// else happens; what lies outside is a trap. An identifier, address, asset or hash is a pointer to 32 bytes, an amount
/// a pointer to 16 little-endian bytes. A function that fills a buffer gives the full length and copies no more than
/// the capacity. <b>Units</b>: a unit of gas is a nanosecond; prices are at
/// least twice what <c>bench wasm --gas</c> measures of items that nothing touched before. <b>Consensus</b>: order,
/// types and prices.
/// </remarks>
public static class HostFunctions
{
    /// <summary>The module of all imports.</summary>
    public const string Module = "env";

    private static readonly ImmutableArray<HostFunctionSpec> s_all = Build();
    private static readonly FrozenDictionary<string, HostFunctionSpec> s_byName =
        s_all.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>All functions, by number.</summary>
    public static IReadOnlyList<HostFunctionSpec> All => s_all;

    /// <summary>Finds a function by the name of an import.</summary>
    public static bool TryFind(string name, out HostFunctionSpec? function) => s_byName.TryGetValue(name, out function);

    /// <summary>The function of a number.</summary>
    public static HostFunctionSpec Of(HostNumber number) => s_all[(int)number];

    private static ImmutableArray<HostFunctionSpec> Build()
    {
        HostFunctionSpec[] all = [.. Input(), .. Storage(), .. Values(), .. Outcome(), .. Context(), .. Cryptography()];
        for (int number = 0; number < all.Length; number++)
        {
            all[number] = all[number] with { Number = number };
        }
        return [.. all];
    }

    private static HostFunctionSpec[] Input() =>
    [
        Make("input_size", "", HostType.I32, 60, 0, "Bytes of the call's input."),
        Make("input_read", "out,capacity", HostType.I32, 150, 1, "Copies the call's input; gives its full length."),
    ];

    private static HostFunctionSpec[] Storage() =>
    [
        Make("storage_read", "key,key_length,out,capacity", HostType.I32, 6_000, 1,
            "Copies the value of a key; gives its full length, or -1 when there is none."),
        Make("storage_write", "key,key_length,value,value_length", HostType.None, 15_000, 30,
            "Sets the value of a key. Growth locks a deposit of the fee payer."),
        Make("storage_remove", "key,key_length", HostType.I32, 15_000, 1,
            "Removes a key and returns its deposit to the fee payer; gives 1 when there was a value, else 0."),
        Make("storage_has", "key,key_length", HostType.I32, 6_000, 1, "Gives 1 when the key has a value, else 0."),
        Make("obj_read", "id,out,capacity", HostType.I32, 6_000, 1,
            "Copies the data of a declared object; gives its full length, or -1 when there is no live object."),
        Make("obj_write", "id,data,data_length", HostType.None, 15_000, 30,
            "Replaces the data of an object that the contract owns; a refusal ends the call."),
    ];

    private static HostFunctionSpec[] Values() =>
    [
        Make("balance", "address,asset,out", HostType.None, 6_000, 1,
            "Writes the 16 bytes of a declared account's balance."),
        Make("transfer", "to,asset,amount", HostType.None, 20_000, 1,
            "Moves units from the contract's account; a refusal ends the call."),
        Make("call", "program,name,name_length,input,input_length,gas:i64", HostType.I32, 10_000, 1,
            "Calls a method of another contract with the gas given at most; gives 0, or the receipt status of its "
            + "failure, which had no effects."),
        Make("output_size", "", HostType.I32, 60, 0, "Bytes that the last call returned or aborted with."),
        Make("output_read", "out,capacity", HostType.I32, 150, 1,
            "Copies what the last call returned or aborted with; gives its full length."),
    ];

    private static HostFunctionSpec[] Outcome() =>
    [
        Make("emit", "topics,topic_count,data,data_length", HostType.None, 3_000, 10,
            "Reports an event with up to four topics of 32 bytes, one after the other."),
        Make("return", "data,length", HostType.None, 150, 1, "Sets what the call returns; the last one counts."),
        Make("abort", "code,data,length", HostType.None, 150, 1,
            "Ends the call without effects. The code and the data are reported."),
    ];

    private static HostFunctionSpec[] Context() =>
    [
        Make("caller", "out", HostType.None, 100, 1, "Writes who calls: the fee payer, or the calling contract."),
        Make("self", "out", HostType.None, 100, 1,
            "Writes the identifier of the running contract, which is its address."),
        Make("height", "", HostType.I64, 60, 0, "Height of the block."),
        Make("view", "", HostType.I64, 60, 0, "View of the block."),
        Make("timestamp", "", HostType.I64, 60, 0, "Time of the parent block, in milliseconds since 1970."),
        Make("tx_hash", "out", HostType.None, 100, 1, "Writes the identifier of the transaction."),
        Make("epoch_random", "out", HostType.None, 100, 1,
            "Writes the randomness of the epoch. It is known from the epoch's first block on."),
    ];

    private static HostFunctionSpec[] Cryptography() =>
    [
        Make("sha256", "data,length,out", HostType.None, 1_000, 2, "Writes SHA-256 of the data."),
        Make("blake3", "data,length,out", HostType.None, 500, 1, "Writes BLAKE3 of the data."),
        Make("ed25519_verify", "key,signature,message,length", HostType.I32, 120_000, 2,
            "Gives 1 for a valid signature by the rules of ZIP-215, else 0."),
        Make("bls_verify", "key,signature,message,length", HostType.I32, 2_200_000, 2,
            "Gives 1 for a valid signature in G2 of 96 bytes under a key of 48 bytes, else 0."),
        Make("kzg_verify", "commitment,point,value,proof", HostType.I32, 1_800_000, 1,
            "Gives 1 when the polynomial of a commitment has the value at the point, else 0."),
        Make("gas_left", "", HostType.I64, 60, 0, "Gas that the call may still use."),
    ];

    // A parameter is 32 bits wide unless it says otherwise.
    private static HostFunctionSpec Make(
        string name, string parameters, HostType result, ulong gasBase, ulong gasPerByte, string docs)
    {
        List<HostParameter> list = [];
        foreach (string part in parameters.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            bool wide = part.EndsWith(":i64", StringComparison.Ordinal);
            list.Add(new HostParameter(wide ? part[..^4] : part, wide ? HostType.I64 : HostType.I32));
        }
        return new HostFunctionSpec(-1, name, [.. list], result, gasBase, gasPerByte, docs);
    }
}
