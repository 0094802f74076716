using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Node.Networking;

/// <summary>What a node remembers of its peers: those to dial first, and those that are banned.</summary>
/// <remarks>
/// Losing a file does little harm, so a damaged one counts as none. Times are wall-clock times in the files. Writing is
/// off the caller's thread. <b>Threads</b>: any.
/// </remarks>
internal sealed class PeerFiles(string dataFolder, TimeProvider time)
{
    private const string AnchorsName = "peer-anchors.bin";
    private const string BansName = "peer-bans.json";
    private const int MostBytes = 2 * 1024 * 1024;

    private readonly Lock _lock = new();

    /// <summary>Anchors of an earlier run; empty without any.</summary>
    public ReadOnlyMemory<byte> LoadAnchors() => Read(AnchorsName) ?? [];

    /// <summary>Keeps anchors.</summary>
    public void SaveAnchors(ReadOnlyMemory<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        _ = Task.Run(() => Write(AnchorsName, copy));
    }

    /// <summary>Bans of an earlier run that still hold.</summary>
    /// <param name="nowMs">The time by the network's clock, to which the ends are translated.</param>
    public BanEntry[] LoadBans(long nowMs)
    {
        if (Read(BansName) is not { Length: > 0 } bytes)
        {
            return [];
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            long wallMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            return [.. document.RootElement.EnumerateArray()
                .Take(Limits.Peers.MaxBans)
                .Select(item => ReadBan(item, wallMs, nowMs))
                .OfType<BanEntry>()];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Keeps bans with the milliseconds that are left of each.</summary>
    public void SaveBans(IReadOnlyList<(BanEntry Ban, long LeftMs)> bans)
    {
        long wallMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach ((BanEntry ban, long leftMs) in bans)
            {
                json.WriteStartObject();
                json.WriteString("peer", ban.Peer.ToString());
                json.WriteString("address", ban.Address?.ToString());
                json.WriteString("reason", ban.Reason.ToString());
                json.WriteNumber("until_ms", leftMs > long.MaxValue / 4 ? long.MaxValue : wallMs + leftMs);
                json.WriteNumber("times", ban.Times);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        byte[] bytes = stream.ToArray();
        _ = Task.Run(() => Write(BansName, bytes));
    }

    private static BanEntry? ReadBan(JsonElement item, long wallMs, long nowMs)
    {
        long untilMs = item.GetProperty("until_ms").GetInt64();
        bool known = Hash256.TryParse(item.GetProperty("peer").GetString() ?? "", out Hash256 key)
            && Enum.TryParse(item.GetProperty("reason").GetString(), out BanReason _)
            && untilMs > wallMs;
        if (!known)
        {
            return null;
        }
        BanReason reason = Enum.Parse<BanReason>(item.GetProperty("reason").GetString()!);
        PeerAddress? address = PeerAddress.TryParse(item.GetProperty("address").GetString() ?? "", out PeerAddress at)
            ? at
            : null;
        long endMs = untilMs == long.MaxValue ? long.MaxValue / 2 : nowMs + (untilMs - wallMs);
        return new BanEntry(
            new PeerId(new PublicKey(key)), address, reason, endMs, item.GetProperty("times").GetInt32());
    }

    private byte[]? Read(string name)
    {
        try
        {
            FileInfo file = new(Path.Combine(dataFolder, name));
            return file.Exists && file.Length <= MostBytes ? File.ReadAllBytes(file.FullName) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A reader sees the old file or the new one.
    private void Write(string name, byte[] bytes)
    {
        try
        {
            lock (_lock)
            {
                string path = Path.Combine(dataFolder, name);
                File.WriteAllBytes(path + ".new", bytes);
                File.Move(path + ".new", path, overwrite: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"aether: {name} could not be written: {error.Message}");
        }
    }
}
