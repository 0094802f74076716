using System.Security.Cryptography;
using System.Text;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;

namespace Aether.Node.Devnet;

/// <summary>The funded accounts of a devnet. Their keys follow from the seed and protect nothing of value.</summary>
internal static class DevnetAccounts
{
    /// <summary>Name of the account behind the faucet.</summary>
    public const string Faucet = "faucet";

    /// <summary>All accounts, the faucet last.</summary>
    public static readonly string[] Names =
    [
        "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", Faucet,
    ];

    private static readonly UInt128 s_unit = 1_000_000_000;

    /// <summary>The ed25519 seed of a named account.</summary>
    public static byte[] SeedOf(ulong seed, string name) =>
        SHA256.HashData([.. "aeth/dev-account/v1"u8, .. BitConverter.GetBytes(seed), .. Encoding.ASCII.GetBytes(name)]);

    /// <summary>The address of a named account.</summary>
    public static Address AddressOf(ulong seed, string name)
    {
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(SeedOf(seed, name), key);
        return Address.FromPublicKey(new PublicKey(new Hash256(key)));
    }

    /// <summary>Those of the accounts that a genesis funds: a folder keeps the chain it was made with.</summary>
    public static IEnumerable<string> Of(Genesis genesis, ulong seed) => Names.Where(
        name => Array.Exists(genesis.Accounts, account => account.Address == AddressOf(seed, name)));

    /// <summary>Genesis entries: a million of each token for people, a thousand times that for the faucet.</summary>
    public static GenesisAccount[] GenesisEntries(ulong seed) =>
        Names.Select(name =>
        {
            UInt128 tokens = name == Faucet ? 1_000_000_000u : 1_000_000u;
            return new GenesisAccount(AddressOf(seed, name), tokens * s_unit, tokens * s_unit);
        }).OrderBy(account => account.Address).ToArray();
}
