using System.Buffers.Binary;
using Aether.Network.Gossip;

namespace Aether.TestKit.Network.Mesh;

/// <summary>Every message of a run, and when honest nodes had it.</summary>
internal sealed class MeshMessages
{
    private const byte ValidMark = 0x5A;

    private readonly List<(GossipTopic Topic, long AtUs, int Publisher, int Delivered)> _messages = [];
    private readonly List<int>[] _latenciesUs = new List<int>[GossipTopics.Count];
    private readonly HashSet<(int Number, int Node)> _seen = [];

    /// <summary>Nothing published before this time is measured.</summary>
    public long FromUs { get; set; } = long.MaxValue;

    /// <summary>Nothing published from this time on is measured.</summary>
    public long UntilUs { get; set; } = long.MaxValue;

    /// <summary>A message that came to a node a second time, which must never be.</summary>
    public int DeliveredTwice { get; private set; }

    /// <summary>A new message's payload.</summary>
    public byte[] Create(GossipTopic topic, int publisher, long nowUs, int bytes)
    {
        byte[] payload = new byte[Math.Max(bytes, 8)];
        payload[0] = ValidMark;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(1), _messages.Count);
        _messages.Add((topic, nowUs, publisher, 0));
        return payload;
    }

    /// <summary>What an honest node makes of a payload.</summary>
    public static bool IsValid(ReadOnlySpan<byte> payload) => payload.Length >= 5 && payload[0] == ValidMark;

    /// <summary>An honest node judged a valid message.</summary>
    public void NoteDelivery(int node, ReadOnlySpan<byte> payload, long nowUs)
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(payload[1..]);
        (GossipTopic topic, long atUs, int publisher, int delivered) = _messages[number];
        if (!_seen.Add((number, node)))
        {
            DeliveredTwice++;
        }
        if (atUs < FromUs || atUs >= UntilUs)
        {
            return;
        }
        _messages[number] = (topic, atUs, publisher, delivered + 1);
        (_latenciesUs[(int)topic] ??= []).Add((int)(nowUs - atUs));
    }

    /// <summary>Sums a topic up.</summary>
    /// <param name="topic">Which.</param>
    /// <param name="receivers">Honest nodes that should have each message, its publisher not counted.</param>
    public MeshTopicResult Sum(GossipTopic topic, int receivers)
    {
        int published = 0;
        int incomplete = 0;
        long delivered = 0;
        foreach ((GossipTopic of, long atUs, int _, int count) in _messages)
        {
            if (of == topic && atUs >= FromUs && atUs < UntilUs)
            {
                published++;
                delivered += count;
                incomplete += count < receivers ? 1 : 0;
            }
        }
        List<int> sorted = [.. (_latenciesUs[(int)topic] ?? []).Order()];
        return new MeshTopicResult
        {
            Topic = topic,
            Published = published,
            Expected = (long)published * receivers,
            Delivered = delivered,
            Incomplete = incomplete,
            MedianMs = At(sorted, 50),
            P95Ms = At(sorted, 95),
            P99Ms = At(sorted, 99),
            MaxMs = At(sorted, 100),
        };
    }

    private static double At(List<int> sorted, int percent) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)] / 1_000.0;
}
