using Aether.Execution.Wasm.Host;

namespace Aether.WasmBench.Gas;

/// <summary>One way to call a host function.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Case">What is different about this way.</param>
/// <param name="Call">The call, in text, its result dropped.</param>
/// <param name="Bytes">Bytes that its price counts.</param>
/// <param name="Start">The first number that is used as a key.</param>
/// <param name="Calls">Calls in one transaction.</param>
internal sealed record HostCase(
    string Function, string Case, string Call, ulong Bytes, ulong Start = 0, int Calls = 1_000)
{
    /// <summary>Where the input of a method lies; see <see cref="HostInput"/>.</summary>
    public const int Input = 4_096;

    private const int Key = 64;
    private const int KeyBytes = 8;
    private const int Out = 8_192;
    private const int Large = 16_384;
    private const int Far = 65_536;

    /// <summary>Name of the method that makes the calls.</summary>
    public string Method { get; } = $"{Function} {Case}";

    /// <summary>Gas of one call.</summary>
    public ulong Price
    {
        get
        {
            bool known = HostFunctions.TryFind(Function, out HostFunctionSpec? spec);
            return known ? spec!.GasOf(Bytes) : throw new InvalidOperationException(Function);
        }
    }

    /// <summary>All ways that are measured; each function's slowest is among them.</summary>
    public static IReadOnlyList<HostCase> All { get; } =
    [
        Gives("input_size", "", 0), Gives("input_read", "", 0, Out, 0), Gives("input_read", "4 KiB", 4_096, Out, 4_096),
        Gives("output_size", "", 0), Gives("output_read", "", 0, Out, 0),
        .. Storage(), .. Values(),
        Takes("emit", "", 0, 0, 0, 0, 0) with { Calls = 40 },
        Takes("emit", "4 topics, 4 KiB", 4_096 + 128, Far, 4, Far, 4_096) with { Calls = 40 },
        Takes("return", "", 0, 0, 0), Takes("return", "16 KiB", Large, Far, Large),
        .. ((string[])["caller", "self", "tx_hash", "epoch_random"]).Select(name => Takes(name, "", 32, Out)),
        .. ((string[])["height", "view", "timestamp", "gas_left"]).Select(name => Gives(name, "", 0)),
        .. Cryptography(),
    ];

    private static HostCase[] Storage() =>
    [
        Gives("storage_read", "cold", KeyBytes + 32, Key, KeyBytes, Out, 32),
        Gives("storage_read", "missing", KeyBytes, Key, KeyBytes, Out, 32) with { Start = 5_000_000 },
        Gives("storage_read", "16 KiB", KeyBytes + Large, Key, KeyBytes, Out, Large) with
        {
            Start = HostFixture.FirstLarge, Calls = 20,
        },
        Gives("storage_has", "cold", KeyBytes, Key, KeyBytes),
        Takes("storage_write", "cold", KeyBytes + 32, Key, KeyBytes, Far, 32),
        Takes("storage_write", "new", KeyBytes + 32, Key, KeyBytes, Far, 32) with { Start = 6_000_000 },
        Takes("storage_write", "16 KiB", KeyBytes + Large, Key, KeyBytes, Far, Large) with
        {
            Start = HostFixture.FirstLarge, Calls = 20,
        },
        Gives("storage_remove", "cold", KeyBytes, Key, KeyBytes),
    ];

    private static HostCase[] Values() =>
    [
        Gives("obj_read", "1 KiB", 32 + 1_024, HostInput.Owned, Out, 1_024),
        Takes("obj_write", "1 KiB", 32 + 1_024, HostInput.Owned, Far, 1_024),
        Takes("obj_write", "16 KiB", 32 + Large, HostInput.Owned, Far, Large) with { Calls = 50 },
        Takes("balance", "", 80, HostInput.Payer, HostInput.Asset, Out),
        Takes("transfer", "", 80, HostInput.Payer, HostInput.Asset, HostInput.Amount),
        Call_("noop", 36, 4), Call_("16 KiB", 36 + Large, Large) with { Calls = 200 },
    ];

    private static HostCase[] Cryptography() =>
    [
        Takes("sha256", "", 32, Far, 0, Out), Takes("sha256", "64 KiB", 32 + Far, Far, Far, Out) with { Calls = 50 },
        Takes("blake3", "", 32, Far, 0, Out), Takes("blake3", "64 KiB", 32 + Far, Far, Far, Out) with { Calls = 50 },
        Gives("ed25519_verify", "", 96 + 32, HostInput.Ed25519, HostInput.Ed25519 + 32, HostInput.Asset, 32) with
        {
            Calls = 40,
        },
        Gives("ed25519_verify", "64 KiB", 96 + Far, HostInput.Ed25519, HostInput.Ed25519 + 32, Far, Far) with
        {
            Calls = 40,
        },
        Gives("bls_verify", "", 144 + 32, HostInput.Bls, HostInput.Bls + 48, HostInput.Asset, 32) with { Calls = 5 },
        Gives("bls_verify", "64 KiB", 144 + Far, HostInput.Bls, HostInput.Bls + 48, Far, Far) with { Calls = 5 },
        Gives("kzg_verify", "", 160, HostInput.Kzg, HostInput.Kzg + 48, HostInput.Kzg + 80, HostInput.Kzg + 112) with
        {
            Calls = 5,
        },
    ];

    // The method that is called has the empty name of four letters that the fixture's code exports.
    private static HostCase Call_(string name, ulong bytes, int input)
    {
        string call = $"(drop (call $call (i32.const {HostInput.Other}) (i32.const {HostInput.Name}) (i32.const 4) "
            + $"(i32.const {Far}) (i32.const {(input == 4 ? 0 : input)}) (i64.const 100000)))";
        return new("call", name, call, bytes, Calls: 500);
    }

    private static HostCase Gives(string function, string name, ulong bytes, params int[] arguments) =>
        new(function, name, $"(drop (call ${function}{Text(arguments)}))", bytes);

    private static HostCase Takes(string function, string name, ulong bytes, params int[] arguments) =>
        new(function, name, $"(call ${function}{Text(arguments)})", bytes);

    private static string Text(int[] arguments) => string.Concat(arguments.Select(one => $" (i32.const {one})"));
}
