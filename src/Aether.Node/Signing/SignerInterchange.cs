using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>Watermarks of keys as JSON, to move a key from one signer to another.</summary>
/// <remarks>
/// The idea is that of EIP-3076; the shape is this chain's. One entry per key, epoch and source; several entries of
/// one key count as the highest of them. Taking entries in only ever raises marks.
/// </remarks>
internal static class SignerInterchange
{
    /// <summary>The only version.</summary>
    public const string Version = "1";

    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Writes the marks of keys.</summary>
    public static byte[] Export(Hash256 genesisHash, IEnumerable<SignerExport> entries) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Document
            {
                Metadata = new Metadata { Version = Version, GenesisHash = genesisHash.ToString() },
                Data = [.. entries.Select(ToEntry)],
            },
            s_options);

    /// <summary>Reads marks; false with a sentence for anything but a whole file of this chain.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> json, Hash256 genesisHash, out IReadOnlyList<SignerExport> entries, out string reason)
    {
        entries = [];
        if (json.Length > Limits.Signer.MaxInterchangeBytes)
        {
            reason = $"the file is larger than {Limits.Signer.MaxInterchangeBytes} bytes";
            return false;
        }
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, s_options);
        }
        catch (JsonException error)
        {
            reason = $"the file is not an interchange file: {error.Message}";
            return false;
        }
        if (document is not { Metadata: { } metadata, Data: { } data } || metadata.Version != Version)
        {
            reason = $"the file is not an interchange file of version {Version}";
            return false;
        }
        if (!string.Equals(metadata.GenesisHash, genesisHash.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            reason = $"the file is of the chain with genesis {metadata.GenesisHash}, not {genesisHash}";
            return false;
        }
        List<SignerExport> read = [];
        foreach (Entry? entry in data)
        {
            if (entry is null || FromEntry(entry) is not { } export)
            {
                reason = $"entry {read.Count} is malformed";
                return false;
            }
            read.Add(export);
        }
        entries = read;
        reason = "";
        return true;
    }

    /// <summary>
    /// The record after taking in every entry of a key; equal to <paramref name="own"/> when none is of it.
    /// </summary>
    /// <remarks>
    /// A hand-over ends a stop that was set here, and what was seen elsewhere: its maker signs no more. In each case
    /// the key listens again before it signs.
    /// </remarks>
    public static SignerRecord Merge(
        SignerRecord own, BlsPublicKey key, IEnumerable<SignerExport> entries, uint listenViews)
    {
        SignerRecord merged = own;
        foreach (SignerExport entry in entries.Where(entry => entry.Key == key))
        {
            SignerRecord other = entry.Record with { Sequence = 0, ListenViews = listenViews, SeenElsewhere = false };
            merged = merged.MaxWith(other);
            if (entry.HandOver)
            {
                merged = merged with
                {
                    StopView = ulong.MaxValue,
                    StopHeight = ulong.MaxValue,
                    SeenElsewhere = false,
                };
            }
        }
        return merged;
    }

    private static Entry ToEntry(SignerExport export) => new()
    {
        PublicKey = Hex.Encode(export.Key.Span),
        Epoch = export.Record.Epoch,
        Proposal = new Mark(export.Record.ProposedView, export.Record.ProposedHash.ToString()),
        Prevote = new Mark(export.Record.PrevotedView, export.Record.PrevotedHash.ToString()),
        Precommit = new Mark(export.Record.PrecommittedView, export.Record.PrecommittedHash.ToString()),
        TimeoutView = export.Record.TimedOutView,
        LockView = export.Record.LockView,
        HandOver = export.HandOver,
    };

    private static SignerExport? FromEntry(Entry entry)
    {
        byte[] key = new byte[BlsPublicKey.Bytes];
        bool ok = Hex.TryDecode(entry.PublicKey, key)
            & TryHash(entry.Proposal, out Hash256 proposed)
            & TryHash(entry.Prevote, out Hash256 prevoted)
            & TryHash(entry.Precommit, out Hash256 precommitted);
        return !ok
            ? null
            : new SignerExport(
                new BlsPublicKey(key),
                new SignerRecord
                {
                    Epoch = entry.Epoch,
                    ProposedView = entry.Proposal?.View ?? 0,
                    ProposedHash = proposed,
                    PrevotedView = Math.Max(entry.Prevote?.View ?? 0, entry.TimeoutView),
                    PrevotedHash = (entry.Prevote?.View ?? 0) >= entry.TimeoutView ? prevoted : Hash256.Zero,
                    PrecommittedView = entry.Precommit?.View ?? 0,
                    PrecommittedHash = precommitted,
                    TimedOutView = entry.TimeoutView,
                    LockView = Math.Max(entry.LockView, entry.Precommit?.View ?? 0),
                },
                entry.HandOver);
    }

    // Without a hash the mark matches no block: nothing is signed again in that view.
    private static bool TryHash(Mark? mark, out Hash256 hash)
    {
        hash = Hash256.Zero;
        if (mark?.Hash is not { } text)
        {
            return true;
        }
        byte[] bytes = new byte[Hash256.Bytes];
        bool ok = Hex.TryDecode(text, bytes);
        hash = new Hash256(bytes);
        return ok;
    }

    private sealed class Document
    {
        [JsonPropertyName("metadata")]
        public Metadata? Metadata { get; init; }

        [JsonPropertyName("data")]
        public Entry?[]? Data { get; init; }
    }

    private sealed class Metadata
    {
        [JsonPropertyName("interchange_format_version")]
        public string? Version { get; init; }

        [JsonPropertyName("genesis_hash")]
        public string? GenesisHash { get; init; }
    }

    private sealed class Entry
    {
        [JsonPropertyName("pubkey")]
        public string PublicKey { get; init; } = "";

        [JsonPropertyName("epoch")]
        public uint Epoch { get; init; }

        [JsonPropertyName("last_proposal")]
        public Mark? Proposal { get; init; }

        [JsonPropertyName("last_prevote")]
        public Mark? Prevote { get; init; }

        [JsonPropertyName("last_precommit")]
        public Mark? Precommit { get; init; }

        [JsonPropertyName("highest_timeout_view")]
        public ulong TimeoutView { get; init; }

        [JsonPropertyName("lock_view")]
        public ulong LockView { get; init; }

        [JsonPropertyName("hand_over")]
        public bool HandOver { get; init; }
    }

    private sealed record Mark(
        [property: JsonPropertyName("view")] ulong View, [property: JsonPropertyName("hash")] string? Hash = null);
}
