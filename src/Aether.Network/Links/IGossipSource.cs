using Aether.Network.Gossip;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>Gossiped messages that wait for a judgement; without one nothing is passed on.</summary>
/// <remarks>
/// Consensus messages are taken here by one thread, which checks signatures; transactions come by the transport with
/// <see cref="TransportMessage.Handle"/>. <b>Threads</b>: one takes; any judges.
/// </remarks>
public interface IGossipSource
{
    /// <summary>Takes the next message of votes, headers or evidence; those of validators come first.</summary>
    bool TryTake(out GossipMessage message);

    /// <summary>
    /// Says what a message is worth. One that is accepted and was not delivered yet goes to the consensus channel.
    /// </summary>
    void Judge(in GossipMessage message, ValidationOutcome outcome);

    /// <summary>Gives a message that is not judged yet to the consensus channel.</summary>
    void Deliver(in GossipMessage message);

    /// <summary>Says what a transaction is worth that came with a handle.</summary>
    void Judge(ulong handle, ValidationOutcome outcome);

    /// <summary>Names the signal set when messages wait.</summary>
    void SetGossipSignal(WakeSignal signal);
}
