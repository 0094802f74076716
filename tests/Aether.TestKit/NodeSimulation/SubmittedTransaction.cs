using Aether.Core.Types;
using Aether.Pipeline;

namespace Aether.TestKit.NodeSimulation;

/// <summary>One transaction of a client's history.</summary>
internal sealed class SubmittedTransaction(Transaction transaction, int client)
{
    /// <summary>The transaction.</summary>
    public Transaction Transaction { get; } = transaction;

    /// <summary>Who sent it.</summary>
    public int Client { get; } = client;

    /// <summary>The node that took it last, or -1.</summary>
    public int Node { get; set; } = -1;

    /// <summary>The life of that node.</summary>
    public int Incarnation { get; set; }

    /// <summary>That node's answer; null when it never came.</summary>
    public SubmitResult? Answer { get; set; }

    /// <summary>A node told a client that it is final.</summary>
    public bool IsAcknowledged { get; set; }
}
