namespace Aether.AttackRunner.Attacks;

/// <summary>Every attack, in the order in which they run.</summary>
internal static class AttackList
{
    /// <summary>The attacks.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("garbage", "random bytes to every QUIC port", tally => tally.Packets > 0, UdpAttacks.Garbage),
        new("ports", "random bytes to whatever the processes listen on",
            tally => tally.Packets > 0 && tally.Closed > 0, PortAttacks.Garbage),
        new("headers", "headers of QUIC with random contents, versions, tokens and identifiers",
            tally => tally.Packets > 0, UdpAttacks.Headers),
        new("handshakes", "first packets of real handshakes from ever new ports, and nothing more",
            tally => tally.Packets > 0, UdpAttacks.Handshakes),
        new("half-open", "handshakes from proven addresses that never end",
            tally => tally.Packets > 0, HandshakeAttacks.HalfOpen),
        new("tokens", "first packets with false, foreign and old tokens, and unknown versions",
            tally => tally.Packets > 0, HandshakeAttacks.Tokens),
        new("amplification", "one packet of each kind from ever new addresses, and what comes back",
            tally => tally.UdpReceived > 0, HandshakeAttacks.Amplification),
        new("packets", "packets of an honest connection repeated, reordered and sent from elsewhere",
            tally => tally.Packets > 0, PacketAttacks.Replay),
        new("strangers", "whole handshakes of identities that are not in the list",
            tally => tally.Refused > 0 && tally.Closed > 0, StrangerAttacks.Connect),
        new("slow-reader", "a validator that asks for blocks and takes its time with the answers",
            tally => tally.Sent > 0, InsiderAttacks.SlowReader),
        new("unread", "a validator that asks for blocks and gives no credit for the answers",
            tally => tally.Closed > 0, StreamAttacks.Unread),
        new("frames", "streams with wrong classes, endless lengths and frames without an end",
            tally => tally.Closed > 0, FrameAttacks.Run),
        new("stream-resets", "streams of requests opened and taken back as fast as they are given",
            tally => tally.Cut > 0, StreamAttacks.Resets),
        new("requests", "whole requests without meaning", tally => tally.Cut > 0, StreamAttacks.Requests),
        new("datagrams", "datagrams without meaning", tally => tally.Cut > 0, StreamAttacks.Datagrams),
        new("duplicates", "each message that a validator received, a thousand times",
            tally => tally.Cut > 0, InsiderAttacks.Duplicates),
        new("replay", "messages of the run, recorded, shuffled and sent again",
            tally => tally.Cut > 0, InsiderAttacks.Replay),
        // Each of them is true and was taken once: there is nothing to cut the sender for.
        new("slow-replay", "the same in the opposite order, half as many as the budget allows",
            tally => tally.Sent > 0, InsiderAttacks.SlowReplay),
        new("future-votes", "votes for slots to come, with signatures of nothing",
            tally => tally.Cut > 0, InsiderAttacks.Future),
        // Signed by a validator, as they must be: windows bound what is kept, and finality says the rest.
        new("future-timeouts", "timeouts of slots to come, truly signed",
            tally => tally.Sent > 0, FutureAttacks.Timeouts),
        new("future-blocks", "blocks of heights to come on parents that do not exist, truly signed",
            tally => tally.Sent > 0, FutureAttacks.Proposals),
        new("bad-votes", "votes for the current slot with signatures of nothing",
            tally => tally.Cut > 0, InsiderAttacks.BadVotes),
        // Of a slot two votes of a key are kept, and a quorum is checked at once: finality says the rest.
        new("slow-bad-votes", "the same for the block of the slot, half as many as the budget allows",
            tally => tally.Sent > 0, InsiderAttacks.SlowBadVotes),
        new("malformed", "bytes that are no message", tally => tally.Cut > 0, InsiderAttacks.Malformed),
        new("transactions", "transactions with signatures of nothing",
            tally => tally.Dropped > 0, InsiderAttacks.Transactions),
        new("rpc-garbage", "garbage, contradictions, upgrades and deep JSON on the port of JSON-RPC",
            tally => tally.Closed > 0, RpcAttacks.Garbage),
        new("rpc-slow", "heads and bodies a byte at a time", tally => tally.Closed > 0, RpcAttacks.Slow),
        new("rpc-huge", "bodies without an end", tally => tally.Closed > 0, RpcAttacks.Huge),
    ];
}
