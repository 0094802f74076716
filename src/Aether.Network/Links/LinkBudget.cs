using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>What one validator may send, by whichever connection. See <see cref="Limits.Network"/>.</summary>
/// <remarks>
/// More of consensus than an honest validator ever sends ends the connection. More transactions than that are dropped:
/// their number is up to clients, and votes go the same way.
/// </remarks>
internal struct LinkBudget(long nowMs)
{
    private TokenBucket _messages = new(
        Limits.Network.ConsensusMessagesPerSecond, Limits.Network.ConsensusMessageBurst, nowMs);

    private TokenBucket _bytes = new(Limits.Network.ConsensusBytesPerSecond, Limits.Network.ConsensusByteBurst, nowMs);

    private TokenBucket _transactions = new(
        Limits.Network.TransactionsPerSecond, Limits.Network.TransactionBurst, nowMs);

    private TokenBucket _transactionBytes = new(
        Limits.Network.TransactionBytesPerSecond, Limits.Network.TransactionByteBurst, nowMs);

    private TokenBucket _datagrams = new(
        Limits.Network.DatagramsPerSecond, Limits.Network.DatagramBurst, nowMs);

    private TokenBucket _offences = new(Limits.Network.OffencesPerSecond, Limits.Network.OffenceBurst, nowMs);

    /// <summary>Counts a message and says what to do with it.</summary>
    public BudgetVerdict Take(long nowMs, TransportChannel channel, int bytes)
    {
        if (channel == TransportChannel.Transactions)
        {
            bool taken = _transactions.TryTake(nowMs, 1) && _transactionBytes.TryTake(nowMs, bytes);
            return taken ? BudgetVerdict.Take : BudgetVerdict.Drop;
        }
        return _messages.TryTake(nowMs, 1) && _bytes.TryTake(nowMs, bytes) ? BudgetVerdict.Take : BudgetVerdict.Close;
    }

    /// <summary>Counts a datagram. False when they are too many: it is lost.</summary>
    public bool TakeDatagram(long nowMs) => _datagrams.TryTake(nowMs, 1);

    /// <summary>Counts messages that only a faulty validator sends. False when they are too many.</summary>
    public bool TakeOffences(long nowMs, int offences) => _offences.TryTake(nowMs, offences);
}
