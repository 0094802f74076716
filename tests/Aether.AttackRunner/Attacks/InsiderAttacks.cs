using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Node.Devnet;
using Aether.Sdk.Transactions;

namespace Aether.AttackRunner.Attacks;

/// <summary>What a validator may do that has turned against the others.</summary>
internal static class InsiderAttacks
{
    private const int PerSecond = 20_000;
    private const int SlowPerSecond = 500;
    private const int Copies = 1_000;
    private const int Near = 2;
    private const int Far = 20;
    // The second half of a signature; its last byte stays, so that it is a number that must be checked.
    private const int ScalarBytes = Signature64.Bytes / 2;
    private const int TransactionsKept = 4_096;
    private const ulong BaseFee = 1UL << 32;

    /// <summary>Asks for whatever there is, and reads nothing.</summary>
    public static void SlowReader(AttackSite site, Tally tally)
    {
        byte[] request = Ace.Encode(ConsensusMessage.Of(new BlocksRequest(1, Limits.Consensus.MaxBlocksPerRequest)));
        Repeat(site, tally, SlowPerSecond, reads: false, (insider, _) =>
            insider.Send(MessageClass.Votes, request));
    }

    /// <summary>Sends back what came, each message often.</summary>
    public static void Duplicates(AttackSite site, Tally tally) =>
        Repeat(site, tally, PerSecond, reads: true, (insider, count) =>
        {
            if (insider.Recorded.Count > 0)
            {
                (MessageClass kind, byte[] bytes) = insider.Recorded[(count / Copies) % insider.Recorded.Count];
                insider.Send(kind, bytes);
            }
        });

    /// <summary>Sends what came in another order, again and again.</summary>
    public static void Replay(AttackSite site, Tally tally)
    {
        Random random = new(3);
        Repeat(site, tally, PerSecond, reads: true, (insider, _) =>
        {
            if (insider.Recorded.Count > 0)
            {
                (MessageClass kind, byte[] bytes) = insider.Recorded[random.Next(insider.Recorded.Count)];
                insider.Send(kind, bytes);
            }
        });
    }

    /// <summary>The same, from the newest to the oldest, and no more than the budget allows.</summary>
    public static void SlowReplay(AttackSite site, Tally tally) =>
        Repeat(site, tally, SlowPerSecond, reads: true, (insider, count) =>
        {
            if (insider.Recorded.Count > 0)
            {
                (MessageClass kind, byte[] bytes) =
                    insider.Recorded[^(1 + (count % insider.Recorded.Count))];
                insider.Send(kind, bytes);
            }
        });

    /// <summary>Votes for slots that nobody has reached: some too far, some that are checked at once.</summary>
    public static void Future(AttackSite site, Tally tally) =>
        Votes(site, tally, PerSecond, vote => vote with
        {
            View = vote.View + (ulong)RandomNumberGenerator.GetInt32(Near, Far),
        });

    /// <summary>Votes for now that nobody signed.</summary>
    public static void BadVotes(AttackSite site, Tally tally) =>
        Votes(site, tally, PerSecond, static vote => vote with
        {
            BlockHash = new Hash256(RandomNumberGenerator.GetBytes(Hash256.Bytes)),
        });

    /// <summary>As many of them as no budget of messages stops.</summary>
    public static void SlowBadVotes(AttackSite site, Tally tally) =>
        Votes(site, tally, SlowPerSecond, static vote => vote);

    /// <summary>Bytes that decode to nothing.</summary>
    public static void Malformed(AttackSite site, Tally tally) =>
        Repeat(site, tally, PerSecond, reads: true, (insider, count) =>
            insider.Send((MessageClass)(1 + (count % 3)), RandomNumberGenerator.GetBytes(1 + (count % 900))));

    /// <summary>Transfers that nobody signed.</summary>
    public static void Transactions(AttackSite site, Tally tally)
    {
        byte[][] unsigned = MakeTransactions(site.Genesis);
        Repeat(site, tally, PerSecond, reads: true, (insider, count) =>
        {
            // Another signature each time: what was seen before is dropped without a look at it.
            byte[] bytes = unsigned[count % unsigned.Length];
            RandomNumberGenerator.Fill(bytes.AsSpan(bytes.Length - ScalarBytes, ScalarBytes - 1));
            insider.Send(MessageClass.Transactions, bytes);
        });
    }

    private static void Votes(
        AttackSite site, Tally tally, int perSecond, Func<Vote, Vote> change)
    {
        Repeat(site, tally, perSecond, reads: true, (insider, _) =>
        {
            if (insider.LastVote is { } vote)
            {
                // The signature stays one of another validator: no decoder can tell.
                Vote lie = change(vote) with { Voter = site.InsiderNumber };
                insider.Send(MessageClass.Votes, Ace.Encode(ConsensusMessage.Of(lie)));
            }
        });
    }

    private static void Repeat(
        AttackSite site, Tally tally, int perSecond, bool reads, Action<Insider, int> act)
    {
        using Insider insider = new(site, tally);
        Pace pace = new(perSecond);
        int count = 0;
        while (!site.Stop.IsCancellationRequested)
        {
            insider.Pump(reads);
            for (int left = pace.Take(); left > 0; left--)
            {
                act(insider, count++);
            }
        }
    }

    private static byte[][] MakeTransactions(Genesis genesis)
    {
        Address from = DevnetAccounts.AddressOf(1, "alice");
        Address to = DevnetAccounts.AddressOf(1, "bob");
        byte[][] made = new byte[TransactionsKept][];
        for (int index = 0; index < made.Length; index++)
        {
            TransactionBody body = new TransactionBuilder(genesis)
                .Transfer(from, to, AssetId.Swr, (UInt128)(index + 1))
                .Build(from, 0, 1, BaseFee);
            using Crypto.KeyFiles.SigningSeed seed =
                Crypto.KeyFiles.SigningSeed.FromSeed(DevnetAccounts.SeedOf(1, "alice"));
            made[index] = TransactionSigner.Sign(body, genesis.Hash, seed).Bytes.ToArray();
        }
        return made;
    }
}
