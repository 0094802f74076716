using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>Which class carries an encoded message: blocks must not keep votes waiting.</summary>
internal static class ConsensusClasses
{
    // Tags of ConsensusMessage.
    private const byte Proposal = 0;
    private const byte BlockResponse = 6;
    private const byte EpochProof = 7;
    private const byte Evidence = 9;

    /// <summary>The class of a message of a channel.</summary>
    public static MessageClass Of(TransportChannel channel, ReadOnlySpan<byte> message)
    {
        if (channel == TransportChannel.Transactions)
        {
            return MessageClass.Transactions;
        }
        return message.IsEmpty ? MessageClass.Votes : message[0] switch
        {
            Proposal or BlockResponse or EpochProof => MessageClass.Headers,
            Evidence => MessageClass.Evidence,
            _ => MessageClass.Votes,
        };
    }
}
