namespace Aether.AttackRunner.Attacks;

/// <summary>Every attack, in the order in which they run.</summary>
internal static class AttackList
{
    /// <summary>The attacks.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("garbage", "random bytes to every QUIC port", tally => tally.Packets > 0, UdpAttacks.Garbage),
        new("headers", "headers of QUIC with random contents, versions, tokens and identifiers",
            tally => tally.Packets > 0, UdpAttacks.Headers),
        new("handshakes", "first packets of real handshakes from ever new ports, and nothing more",
            tally => tally.Packets > 0, UdpAttacks.Handshakes),
        new("strangers", "whole handshakes of identities that are not in the list",
            tally => tally.Refused > 0 && tally.Closed > 0, StrangerAttacks.Connect),
        new("slow-reader", "a validator that asks for blocks and never reads the answers",
            tally => tally.Sent > 0, InsiderAttacks.SlowReader),
        new("frames", "streams with wrong classes, endless lengths and frames without an end",
            tally => tally.Closed > 0, FrameAttacks.Run),
        new("duplicates", "each message that a validator received, a thousand times",
            tally => tally.Cut > 0, InsiderAttacks.Duplicates),
        new("replay", "messages of the run, recorded, shuffled and sent again",
            tally => tally.Cut > 0, InsiderAttacks.Replay),
        new("future", "votes for slots to come, with signatures of nothing",
            tally => tally.Cut > 0, InsiderAttacks.Future),
        new("bad-votes", "votes for the current slot with signatures of nothing",
            tally => tally.Cut > 0, InsiderAttacks.BadVotes),
        // Of a slot two votes of a key are kept, and a quorum is checked at once: finality says the rest.
        new("slow-bad-votes", "the same for the block of the slot, half as many as the budget allows",
            tally => tally.Sent > 0, InsiderAttacks.SlowBadVotes),
        new("malformed", "bytes that are no message", tally => tally.Cut > 0, InsiderAttacks.Malformed),
        new("transactions", "transactions with signatures of nothing",
            tally => tally.Dropped > 0, InsiderAttacks.Transactions),
        new("rpc-garbage", "garbage, half requests and idle connections on the port of JSON-RPC",
            tally => tally.Closed > 0, RpcAttacks.Garbage),
    ];
}
