using System.Globalization;
using System.Text;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Options.Toml;

namespace Aether.Node.Options;

/// <summary>Reads and writes <c>genesis.toml</c>. Strict: every key is known, every value is in its interval.</summary>
internal static class GenesisFile
{
    private const string Quorum = "2/3";

    /// <summary>Loads a genesis file; throws <see cref="ConfigException"/> with file and line on bad input.</summary>
    public static Genesis Load(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw new ConfigException("it does not exist; create one with: aether init-genesis");
            }
            if (file.Length > Limits.Genesis.MaxFileBytes)
            {
                throw new ConfigException($"it has {file.Length} bytes, more than {Limits.Genesis.MaxFileBytes}");
            }
            return Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is ConfigException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"genesis file {path}: {error.Message}");
        }
    }

    /// <summary>Parses the text of a genesis file.</summary>
    public static Genesis Parse(string text)
    {
        TomlSection root = new(TomlReader.Parse(text));
        string chainId = root.Text("chain_id");
        if (chainId.Length is 0 or > Limits.Genesis.MaxChainIdBytes || chainId.Any(c => c is < '!' or > '~'))
        {
            throw root.Error("chain_id", "is 1 to 64 printable ASCII characters without spaces");
        }
        ulong timestamp = root.NumberOr("timestamp_ms", 0, 0, 1UL << 50);
        ChainParameters parameters = ReadParameters(root);
        Validator[] validators = root.Sections("validators").Select(ReadValidator).ToArray();
        GenesisAccount[] accounts = root.Sections("accounts").Select(ReadAccount).OrderBy(a => a.Address).ToArray();
        root.RequireAllKnown();
        RequireDistinct(validators, accounts);
        return new Genesis(chainId, timestamp, parameters, new ValidatorSet(validators), accounts);
    }

    /// <summary>The text of a genesis file that reads back as <paramref name="genesis"/>.</summary>
    public static string Format(Genesis genesis)
    {
        ChainParameters p = genesis.Parameters;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Aether genesis. Its hash names the chain: a changed value is another chain.
            chain_id = "{genesis.ChainId}"
            timestamp_ms = {genesis.TimestampMs}

            [consensus]
            slot_ms = {p.SlotMs}
            block_bytes_max = {p.BlockBytesMax}
            epoch_slots = {p.EpochSlots}
            tau = "{p.TauNumerator}/{p.TauDenominator}"
            leader_rule = "{(p.LeaderRule == 0 ? "phi" : "linear")}"
            quorum = "{Quorum}" # strictly more
            kes_depth = {p.KesDepth}
            slash_double = "{ExactFraction.FormatPartsPerBillion(p.SlashDoublePpb)}"
            leak_downtime = "{ExactFraction.FormatPartsPerBillion(p.LeakDowntimePpb)}"

            [fees]
            a = {p.FeeBase}
            b = {p.FeePerByte}
            c = {p.FeePerGas}
            d = {p.FeePerMemoryPage}

            [rent]
            rho_per_byte_per_epoch = {p.RentPerBytePerEpoch}
            horizon_epochs = {p.RentHorizonEpochs}

            """);
        string hrp = AddressText.HrpFor(genesis.ChainId);
        foreach (Validator validator in genesis.Validators.Validators)
        {
            AppendValidator(text, validator, hrp);
        }
        foreach (GenesisAccount account in genesis.Accounts)
        {
            AppendAccount(text, account, hrp);
        }
        return text.ToString();
    }

    private static ChainParameters ReadParameters(TomlSection root)
    {
        TomlSection consensus = root.Section("consensus");
        TomlSection fees = root.Section("fees");
        TomlSection rent = root.Section("rent");
        ExactFraction tau = Fraction(consensus, "tau", "4/5");
        string quorum = consensus.TextOr("quorum", Quorum)!;
        string rule = consensus.TextOr("leader_rule", "phi")!;
        ChainParameters defaults = new();
        ChainParameters parameters = new()
        {
            SlotMs = (uint)consensus.NumberOr("slot_ms", defaults.SlotMs, 50, 60_000),
            BlockBytesMax = (uint)consensus.NumberOr(
                "block_bytes_max", defaults.BlockBytesMax, Limits.Transaction.MaxBytes, Limits.Block.MaxPayloadBytes),
            EpochSlots = (uint)consensus.NumberOr("epoch_slots", defaults.EpochSlots, 8, uint.MaxValue),
            TauNumerator = tau.Numerator <= uint.MaxValue ? (uint)tau.Numerator : 0,
            TauDenominator = tau.Denominator <= uint.MaxValue ? (uint)tau.Denominator : 0,
            LeaderRule = rule == "phi" ? (byte)0 : (byte)1,
            KesDepth = (byte)consensus.NumberOr("kes_depth", defaults.KesDepth, 0, Limits.Consensus.MaxKesDepth),
            SlashDoublePpb = PartsPerBillion(consensus, "slash_double", defaults.SlashDoublePpb),
            LeakDowntimePpb = PartsPerBillion(consensus, "leak_downtime", defaults.LeakDowntimePpb),
            FeeBase = fees.NumberOr("a", defaults.FeeBase, 0, ChainParameters.MaxFeeCoefficient),
            FeePerByte = fees.NumberOr("b", defaults.FeePerByte, 0, ChainParameters.MaxFeeCoefficient),
            FeePerGas = fees.NumberOr("c", defaults.FeePerGas, 0, ChainParameters.MaxFeeCoefficient),
            FeePerMemoryPage = fees.NumberOr("d", defaults.FeePerMemoryPage, 0, ChainParameters.MaxFeeCoefficient),
            RentPerBytePerEpoch = rent.NumberOr(
                "rho_per_byte_per_epoch", defaults.RentPerBytePerEpoch, 0, ChainParameters.MaxFeeCoefficient),
            RentHorizonEpochs = (uint)rent.NumberOr("horizon_epochs", defaults.RentHorizonEpochs, 1, 1_000_000),
        };
        if (quorum != Quorum)
        {
            throw consensus.Error("quorum", "can only be \"2/3\" (strictly more than two thirds of the stake)");
        }
        if (rule is not ("phi" or "linear"))
        {
            throw consensus.Error("leader_rule", "is \"phi\" or \"linear\"");
        }
        if (!parameters.IsValid())
        {
            throw consensus.Error("tau", "lies strictly between 0 and 1 and has a denominator below 2^32");
        }
        consensus.RequireAllKnown();
        fees.RequireAllKnown();
        rent.RequireAllKnown();
        return parameters;
    }

    private static ExactFraction Fraction(TomlSection section, string key, string fallback)
    {
        bool ok = ExactFraction.TryParse(section.ExactOr(key, fallback)!, out ExactFraction value);
        return ok ? value : throw section.Error(key, "is a fraction such as 0.8 or \"4/5\"");
    }

    private static uint PartsPerBillion(TomlSection section, string key, uint fallback)
    {
        if (section.ExactOr(key, null) is not { } text)
        {
            return fallback;
        }
        bool ok = ExactFraction.TryParse(text, out ExactFraction value)
            & value.TryPartsPerBillion(out uint parts) && parts <= 1_000_000_000;
        return ok ? parts : throw section.Error(key, "is a fraction from 0 to 1 with at most nine decimals");
    }

    private static Validator ReadValidator(TomlSection section)
    {
        Validator validator = new()
        {
            Address = ReadAddress(section),
            ColdKey = new PublicKey(new Hash256(FixedHex(section, "cold_key", 32))),
            Stake = ReadAmount(section, "stake", AssetId.Swr),
            VrfKey = new PublicKey(new Hash256(FixedHex(section, "vrf_key", 32))),
            BlsKey = new BlsPublicKey(FixedHex(section, "bls_key", BlsPublicKey.Bytes)),
            BlsPossession = new BlsSignature(FixedHex(section, "bls_possession", BlsSignature.Bytes)),
            KesKey = new PublicKey(new Hash256(FixedHex(section, "kes_key", 32))),
            KesStartEpoch = (uint)section.NumberOr("kes_start_epoch", 0, 0, uint.MaxValue),
            ShredKey = new PublicKey(new Hash256(FixedHex(section, "shred_key", 32))),
        };
        section.RequireAllKnown();
        return validator.Stake != 0 ? validator : throw section.Error("stake", "is more than zero");
    }

    private static GenesisAccount ReadAccount(TomlSection section)
    {
        GenesisAccount account = new(
            ReadAddress(section), ReadAmount(section, "swr", AssetId.Swr), ReadAmount(section, "aic", AssetId.Aic));
        section.RequireAllKnown();
        return account;
    }

    private static Address ReadAddress(TomlSection section) =>
        AddressText.TryParse(section.Text("address"), out Address address)
            ? address
            : throw section.Error("address", "is an address such as taeth1... or 64 hexadecimal digits");

    private static UInt128 ReadAmount(TomlSection section, string key, AssetId asset)
    {
        string text = section.ExactOr(key, "0")!;
        return AmountText.TryParse(text, asset, out UInt128 amount)
            ? amount
            : throw section.Error(key, $"is an amount such as \"1.5 {asset}\" with at most nine decimals");
    }

    private static byte[] FixedHex(TomlSection section, string key, int bytes)
    {
        byte[] value = new byte[bytes];
        return Hex.TryDecode(section.Text(key), value)
            ? value
            : throw section.Error(key, $"is {bytes * 2} hexadecimal digits");
    }

    private static void RequireDistinct(Validator[] validators, GenesisAccount[] accounts)
    {
        if (validators.Length is 0 or > Limits.Consensus.MaxValidators)
        {
            throw new ConfigException($"a genesis has 1 to {Limits.Consensus.MaxValidators} [[validators]]");
        }
        if (accounts.Length > Limits.Genesis.MaxAccounts)
        {
            throw new ConfigException($"a genesis has at most {Limits.Genesis.MaxAccounts} [[accounts]]");
        }
        if (!Genesis.SupplyFits(accounts))
        {
            throw new ConfigException("the [[accounts]] hold 2^127 base units of an asset or more");
        }
        bool distinct = validators.DistinctBy(v => v.Address).Count() == validators.Length
            && validators.DistinctBy(v => v.BlsKey).Count() == validators.Length
            && accounts.DistinctBy(a => a.Address).Count() == accounts.Length;
        if (!distinct)
        {
            throw new ConfigException("two [[validators]] or two [[accounts]] share an address or a key");
        }
    }

    private static void AppendValidator(StringBuilder text, Validator validator, string hrp) =>
        text.Append(CultureInfo.InvariantCulture, $"""

            [[validators]]
            address = "{AddressText.Format(validator.Address, hrp)}"
            stake = "{AmountText.Format(validator.Stake, AssetId.Swr)}"
            cold_key = "{validator.ColdKey}"
            vrf_key = "{validator.VrfKey}"
            bls_key = "{validator.BlsKey}"
            bls_possession = "{validator.BlsPossession}"
            kes_key = "{validator.KesKey}"
            kes_start_epoch = {validator.KesStartEpoch}
            shred_key = "{validator.ShredKey}"

            """);

    private static void AppendAccount(StringBuilder text, GenesisAccount account, string hrp) =>
        text.Append(CultureInfo.InvariantCulture, $"""

            [[accounts]]
            address = "{AddressText.Format(account.Address, hrp)}"
            swr = "{AmountText.Format(account.Swr, AssetId.Swr)}"
            aic = "{AmountText.Format(account.Aic, AssetId.Aic)}"

            """);
}
