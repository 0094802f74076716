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
    public static void Timeouts(AttackSite site, Tally tally) => Run(site, tally, (insider, signer, count) =>
    {
        if (insider.LastProposal is not { } last)
        {
            return;
        }
        QuorumCertificate high = last.Header.Justify;
        ulong view = last.Header.View + (ulong)(Near + (count % Far));
        if (signer.TrySign(new TimeoutSignRequest(high.Epoch, view, high.View), out byte[] signature, out _))
        {
            TimeoutVote lie = new(
                high.Epoch, view, high.View, site.InsiderNumber, new BlsSignature(signature), high,
                new EntryCertificate(high, null));
            insider.Send(MessageClass.Votes, Ace.Encode(ConsensusMessage.Of(lie)));
        }
    });

    /// <summary>Blocks of heights to come, each on a parent that does not exist.</summary>
    public static void Proposals(AttackSite site, Tally tally)
    {
        Lottery lottery = new(
            site.Genesis, site.Genesis.Validators, Lottery.InitialRandomness(site.Genesis.Hash));
        Run(site, tally, (insider, signer, count) =>
        {
            if (insider.LastProposal is not { } last)
            {
                return;
            }
            ulong ahead = (ulong)(Near + (count % Far));
            ulong view = last.Header.View + ahead;
            if (!signer.TrySign(new VrfSignRequest(view, lottery.Alpha(view)), out byte[] proof, out _))
            {
                return;
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
            if (signer.TrySign(new HeaderSignRequest(header), out byte[] signature, out _))
            {
                Proposal lie = new(new SignedHeader(header, last.SignedHeader.KesPeriod, signature), last.Payload);
                insider.Send(MessageClass.Headers, Ace.Encode(ConsensusMessage.Of(lie)));
            }
        });
    }

    // A signer refuses what contradicts what it signed: one with an empty memory takes its place.
    private static void Run(AttackSite site, Tally tally, Action<Insider, LocalSigner, int> act)
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
                    if (count % Far == Far - 1)
                    {
                        signer.Dispose();
                        signer = site.InsiderSigner();
                    }
                    act(insider, signer, count);
                }
            }
        }
        finally
        {
            signer.Dispose();
        }
    }
}
