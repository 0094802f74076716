using System.Security.Cryptography;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Node.Signing;

namespace Aether.AttackRunner.Attacks;

/// <summary>Messages of slots and heights to come, truly signed by a validator.</summary>
internal static class FutureAttacks
{
    private const int PerSecond = 400;
    private const int Near = 1;
    private const int Far = 40;
    private const ulong SlotMs = 500;

    /// <summary>Timeouts of slots that nobody has reached, with certificates that others made.</summary>
    public static void Timeouts(AttackSite site, Tally tally)
    {
        List<byte[]> signed = [];
        ulong now = 0;
        Run(site, tally, (insider, signer, count) =>
        {
            if (insider.LastProposal is not { } last)
            {
                return true;
            }
            if (last.Header.View != now)
            {
                now = last.Header.View;
                signed.Clear();
            }
            if (signed.Count == Far)
            {
                insider.Send(MessageClass.Votes, signed[count % Far]);
                return true;
            }
            QuorumCertificate high = last.Header.Justify;
            ulong view = now + (ulong)(Near + signed.Count);
            TimeoutSignRequest request = new(high.Epoch, view, high.View);
            if (!signer.TrySign(request, out byte[] signature, out _))
            {
                return false;
            }
            TimeoutVote lie = new(
                high.Epoch, view, high.View, site.InsiderNumber, new BlsSignature(signature), high,
                new EntryCertificate(high, null));
            signed.Add(Ace.Encode(ConsensusMessage.Of(lie)));
            insider.Send(MessageClass.Votes, signed[^1]);
            return true;
        });
    }

    /// <summary>Blocks of heights to come, each on a parent that does not exist.</summary>
    public static void Proposals(AttackSite site, Tally tally)
    {
        Lottery lottery = new(
            site.Genesis, site.Genesis.Validators, Lottery.InitialRandomness(site.Genesis.Hash));
        Run(site, tally, (insider, signer, count) =>
        {
            if (insider.LastProposal is not { } last)
            {
                return true;
            }
            ulong ahead = (ulong)(Near + (count % Far));
            ulong view = last.Header.View + ahead;
            if (!signer.TrySign(new VrfSignRequest(view, lottery.Alpha(view)), out byte[] proof, out _))
            {
                return false;
            }
            Hash256 parent = new(RandomNumberGenerator.GetBytes(Hash256.Bytes));
            Header header = last.Header with
            {
                View = view,
                Height = last.Header.Height + ahead,
                ParentHash = parent,
                Justify = last.Header.Justify with { BlockHash = parent, View = view - 1 },
                Timeout = null,
                EpochProof = null,
                TimestampMs = last.Header.TimestampMs + (ahead * SlotMs),
                Proposer = site.InsiderNumber,
                VrfProof = new VrfProof(proof),
            };
            if (!signer.TrySign(new HeaderSignRequest(header), out byte[] signature, out _))
            {
                return false;
            }
            Proposal lie = new(new SignedHeader(header, last.SignedHeader.KesPeriod, signature), last.Payload);
            insider.Send(MessageClass.Headers, Ace.Encode(ConsensusMessage.Of(lie)));
            return true;
        });
    }

    // A signer refuses what contradicts what it signed: one with an empty memory takes its place.
    private static void Run(AttackSite site, Tally tally, Func<Insider, LocalSigner, int, bool> act)
    {
        using Insider insider = new(site, tally);
        Pace pace = new(PerSecond);
        LocalSigner signer = site.InsiderSigner();
        try
        {
            for (int count = 0; !site.Stop.IsCancellationRequested;)
            {
                insider.Pump();
                for (int left = pace.Take(); left > 0; left--, count++)
                {
                    if (!act(insider, signer, count))
                    {
                        signer.Dispose();
                        signer = site.InsiderSigner();
                    }
                }
            }
        }
        finally
        {
            signer.Dispose();
        }
    }
}
