using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;

namespace Aether.Core.Types;

/// <summary>Everything a chain starts from. Its hash names the chain and is part of every signed byte string.</summary>
public sealed class Genesis : IAceValue<Genesis>
{
    // Domain, chain identifier, timestamp, parameters and list lengths take less.
    private const int FixedBytesBound = 256;

    /// <summary>
    /// Puts a genesis together. Accounts must be strictly ascending by address, their sums within
    /// <see cref="SupplyFits"/>.
    /// </summary>
    public Genesis(
        string chainId,
        ulong timestampMs,
        ChainParameters parameters,
        ValidatorSet validators,
        GenesisAccount[] accounts)
    {
        ChainId = chainId;
        TimestampMs = timestampMs;
        Parameters = parameters;
        Validators = validators;
        Accounts = accounts;
        Check.That(IsChainId(Encoding.ASCII.GetBytes(chainId)) && AreAscending(accounts) && parameters.IsValid());
        Check.That(SupplyFits(accounts));
        Hash = ComputeHash();
    }

    // What decoding gives after a failure: nothing is hashed.
    private Genesis(ChainParameters parameters, ValidatorSet validators)
    {
        ChainId = string.Empty;
        Parameters = parameters;
        Validators = validators;
        Accounts = [];
    }

    /// <summary>Human name of the chain, printable ASCII.</summary>
    public string ChainId { get; }

    /// <summary>Timestamp of block 0, milliseconds since the Unix epoch.</summary>
    public ulong TimestampMs { get; }

    /// <summary>Parameters.</summary>
    public ChainParameters Parameters { get; }

    /// <summary>Validators of epoch 0.</summary>
    public ValidatorSet Validators { get; }

    /// <summary>Initial accounts, strictly ascending by address.</summary>
    public GenesisAccount[] Accounts { get; }

    /// <summary>SHA-256("aeth/genesis/v1" || genesis).</summary>
    public Hash256 Hash { get; }

    /// <summary>First 8 bytes of <see cref="Hash"/>, little-endian: the chain tag of transactions.</summary>
    public ulong ChainTag => BinaryPrimitives.ReadUInt64LittleEndian(Hash.Span);

    /// <inheritdoc/>
    public static Genesis Decode(ref AceReader reader)
    {
        byte[] chainId = reader.Bytes(Limits.Genesis.MaxChainIdBytes);
        reader.Require(IsChainId(chainId));
        ulong timestamp = reader.U64();
        ChainParameters parameters = ChainParameters.Decode(ref reader);
        ValidatorSet validators = ValidatorSet.Decode(ref reader);
        GenesisAccount[] accounts = reader.List<GenesisAccount>(
            Limits.Genesis.MaxAccounts, GenesisAccount.EncodedBytes);
        reader.Require(AreAscending(accounts), DecodeError.NotSorted);
        reader.Require(reader.Failed || SupplyFits(accounts));
        return reader.Failed
            ? new Genesis(parameters, validators)
            : new Genesis(Encoding.ASCII.GetString(chainId), timestamp, parameters, validators, accounts);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Bytes(Encoding.ASCII.GetBytes(ChainId));
        writer.U64(TimestampMs);
        Parameters.Encode(writer);
        Validators.Encode(writer);
        writer.List<GenesisAccount>(Accounts);
    }

    /// <summary>
    /// True when the initial amounts of each asset sum to less than 2^127, so that no sum of balances, outputs and fees
    /// can ever overflow.
    /// </summary>
    public static bool SupplyFits(ReadOnlySpan<GenesisAccount> accounts)
    {
        UInt128 limit = UInt128.One << 127;
        UInt128 swr = 0;
        UInt128 aic = 0;
        foreach (GenesisAccount account in accounts)
        {
            // Both terms of a sum are below 2^127: it cannot wrap.
            if (account.Swr >= limit || account.Aic >= limit
                || swr + account.Swr >= limit || aic + account.Aic >= limit)
            {
                return false;
            }
            swr += account.Swr;
            aic += account.Aic;
        }
        return true;
    }

    private static bool IsChainId(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= Limits.Genesis.MaxChainIdBytes
        && !text.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private static bool AreAscending(GenesisAccount[] accounts)
    {
        for (int index = 1; index < accounts.Length; index++)
        {
            if (accounts[index - 1].Address.CompareTo(accounts[index].Address) >= 0)
            {
                return false;
            }
        }
        return true;
    }

    private Hash256 ComputeHash()
    {
        int lists = (Validators.Count * Validator.EncodedBytes) + (Accounts.Length * GenesisAccount.EncodedBytes);
        AceWriter writer = new(FixedBytesBound + lists);
        writer.Fixed("aeth/genesis/v1"u8);
        Encode(writer);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(writer.WrittenSpan, digest);
        return new Hash256(digest);
    }
}
