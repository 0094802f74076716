using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Clients with recorded histories: what they sent, what they were told, what they read.</summary>
internal sealed class NodeClients
{
    private readonly NodeSimulation _simulation;
    private readonly SimulationRandom _random;
    private readonly ClientWallet[] _wallets;
    private readonly ClientTransactions _transactions;
    private readonly Dictionary<Hash256, SubmittedTransaction> _history = [];
    private readonly List<SubmittedTransaction> _recent = [];

    /// <summary>Clients of the settings' number.</summary>
    public NodeClients(NodeSimulation simulation)
    {
        _simulation = simulation;
        _random = new SimulationRandom(simulation.Settings.Seed, "clients");
        // The last one only probes, so that nothing of its own is in the way.
        _wallets = [.. Enumerable.Range(0, simulation.Settings.Clients + 1).Select(number => new ClientWallet(number))];
        _transactions = new ClientTransactions(simulation, _wallets, _random);
        Addresses = [.. _wallets.Select(wallet => wallet.Address)];
    }

    /// <summary>Account of every client.</summary>
    public Address[] Addresses { get; }

    /// <summary>Every transaction that was handed to a node.</summary>
    public IEnumerable<SubmittedTransaction> History => _history.Values;

    /// <summary>Starts every client.</summary>
    public void Begin()
    {
        for (int client = 0; client < _wallets.Length - 1; client++)
        {
            ScheduleNext(client);
        }
    }

    /// <summary>Sends a transfer that must become final, after a forged copy of it reached everyone.</summary>
    public Transaction Probe(NodeProcess node)
    {
        int client = _wallets.Length - 1;
        ulong nonce = node.Pipeline!.Mempool.NextNonce(_wallets[client].Address, FinalNonce(client));
        Transaction transaction = _transactions.Plain(client, nonce, _simulation.Oracle.View + 1_000);
        Gossip(node.Index, ClientWallet.Forge(transaction).Bytes.ToArray());
        _simulation.At(_simulation.NowUs + 400_000, () => Send(client, node, transaction));
        return transaction;
    }

    /// <summary>What a node answered about a transaction.</summary>
    public SubmitResult? AnswerTo(Transaction transaction) =>
        _history.TryGetValue(transaction.Id, out SubmittedTransaction? sent) ? sent.Answer : null;

    private void ScheduleNext(int client)
    {
        long mean = _simulation.Settings.ClientUs;
        // One wait in five is short: a client that sends many in a row.
        long wait = _random.Chance(1, 5) ? _random.Between(0, 20_000) : _random.Between(0, 2 * mean);
        _simulation.At(_simulation.NowUs + wait, () =>
        {
            if (_simulation.ClientsAct)
            {
                Act(client);
            }
            ScheduleNext(client);
        });
    }

    private void Act(int client)
    {
        NodeProcess node = _simulation.Nodes[_random.Below(_simulation.Nodes.Count)];
        if (node.Pipeline is null)
        {
            return;
        }
        switch (_random.Below(16))
        {
            case < 6:
                Read(node);
                break;
            case 6:
                Resubmit(client, node);
                break;
            case 7:
                SendGarbage(node);
                break;
            case 8:
                SendForged(client, node);
                break;
            default:
                Send(client, node, _transactions.Draw(client, DrawNonce(client, node)));
                break;
        }
    }

    private ulong DrawNonce(int client, NodeProcess node)
    {
        ulong next = node.Pipeline!.Mempool.NextNonce(_wallets[client].Address, FinalNonce(client));
        return _random.Below(20) switch
        {
            0 => next + 1,
            1 => next + (ulong)_random.Between(2, 20),
            2 => next > 0 ? next - 1 : 0,
            3 => FinalNonce(client),
            4 => ulong.MaxValue,
            _ => next,
        };
    }

    private ulong FinalNonce(int client) =>
        (ulong)_simulation.Oracle.Ledger.AccountOf(_wallets[client].Address).Nonce;

    private void Send(int client, NodeProcess node, Transaction transaction)
    {
        if (node.Pipeline is null)
        {
            return;
        }
        if (!_history.TryGetValue(transaction.Id, out SubmittedTransaction? sent))
        {
            sent = new SubmittedTransaction(transaction, client);
            _history.Add(transaction.Id, sent);
            _recent.Add(sent);
        }
        sent.Node = node.Index;
        sent.Incarnation = node.Incarnation;
        _simulation.Coverage.Submitted++;
        node.Submit(transaction.Bytes.ToArray(), result => Answered(node, sent, result));
    }

    private void Answered(NodeProcess node, SubmittedTransaction sent, SubmitResult result)
    {
        sent.Answer = result;
        _simulation.Fold((ulong)node.Index, (ulong)result.Error | ((ulong)result.PoolError << 8));
        Transaction transaction = sent.Transaction;
        string who = $"node {node.Index} says {result.Error} {result.PoolError} to {transaction.Id}";
        _simulation.Coverage.Refused += result.IsAccepted ? 0 : 1;
        _simulation.Coverage.Accepted += result.IsAccepted ? 1 : 0;
        if (!result.IsAccepted)
        {
            return;
        }
        _simulation.Check(result.TransactionId == transaction.Id, "I-13", who + " under another name");
        // Another one of the same batch may have taken its place.
        bool held = node.Pipeline!.Mempool.Contains(transaction.Id) || node.Displaced > node.DisplacedBefore;
        _simulation.Check(held, "I-13", who + " and does not hold it");
        bool signed = transaction.Body.ChainTag == _simulation.Genesis.ChainTag
            && SignatureHolds(transaction);
        _simulation.Check(signed, "I-13", who + " with a bad signature");
    }

    private bool SignatureHolds(Transaction transaction)
    {
        bool[] valid = [false];
        SignatureCheck.Verify([transaction], _simulation.Genesis.Hash, valid);
        return valid[0];
    }

    private void Resubmit(int client, NodeProcess node)
    {
        if (_recent.Count > 0)
        {
            SubmittedTransaction old = _recent[^(1 + _random.Below(Math.Min(_recent.Count, 40)))];
            Send(client, node, old.Transaction);
        }
    }

    private void SendGarbage(NodeProcess node)
    {
        int length = _random.Below(4) switch
        {
            0 => 0,
            1 => Limits.Transaction.MaxBytes,
            2 => Limits.Transaction.MaxBytes + 1,
            _ => _random.Below(500),
        };
        byte[] bytes = new byte[length];
        for (int index = 0; index < Math.Min(length, 64); index++)
        {
            bytes[index] = (byte)_random.Below(256);
        }
        node.Submit(bytes, result => _simulation.Check(!result.IsAccepted, "I-19", "garbage is accepted"));
    }

    private void SendForged(int client, NodeProcess node)
    {
        Transaction real = _transactions.Draw(client, DrawNonce(client, node));
        byte[] forged = ClientWallet.Forge(real).Bytes.ToArray();
        node.Submit(forged, result => _simulation.Check(
            !result.IsAccepted || node.Pipeline!.Mempool.Contains(real.Id), "I-13", "a forgery is accepted"));
        Gossip(node.Index, forged);
        _simulation.At(_simulation.NowUs + _random.Between(0, 500_000), () => Send(client, node, real));
    }

    private void Gossip(int from, byte[] bytes)
    {
        for (int to = 0; to < _simulation.Nodes.Count; to++)
        {
            if (to != from)
            {
                _simulation.Links.Send(from, to, TransportChannel.Transactions, bytes);
            }
        }
    }

    private void Read(NodeProcess node)
    {
        _simulation.Coverage.Reads++;
        ulong height = node.Pipeline!.Heads.Finalized.Header.Height;
        string who = $"node {node.Index} at final height {height}";
        _simulation.Check(height >= _simulation.Oracle.AnnouncedBy(node.Index), "I-14",
            who + $" after it announced {_simulation.Oracle.AnnouncedBy(node.Index)}");
        _simulation.Check(height <= _simulation.Oracle.Height, "I-14", who + " of a block that is not final");
        int client = _random.Below(_wallets.Length);
        Account account = node.Pipeline.Heads.ReadFinalized(
            _wallets[client].Address, static (state, address) => state.GetAccount(address));
        (BigInteger nonce, BigInteger balance) = _simulation.Oracle[height].Accounts[client];
        bool same = account.Nonce == nonce && (BigInteger)account.BalanceOf(AssetId.Swr) == balance;
        _simulation.Check(same, "I-14", who + $" reads {account.Nonce} and {account.BalanceOf(AssetId.Swr)},"
            + $" not {nonce} and {balance}");
        ReadHead(node, client);
        ReadPlace(node);
    }

    // Blocks that are not final yet may be abandoned, but what a node shows can be read.
    private void ReadHead(NodeProcess node, int client)
    {
        try
        {
            _ = node.Pipeline!.Heads.Safe.State.GetAccount(_wallets[client].Address);
            _ = node.Pipeline.Heads.Latest.State.GetAccount(_wallets[client].Address);
        }
        catch (StateMovedException)
        {
            _simulation.Check(false, "I-14", $"node {node.Index} shows a head that cannot be read");
        }
    }

    private void ReadPlace(NodeProcess node)
    {
        if (_recent.Count == 0)
        {
            return;
        }
        SubmittedTransaction sent = _recent[^(1 + _random.Below(Math.Min(_recent.Count, 20)))];
        Hash256 id = sent.Transaction.Id;
        ulong? expected = _simulation.Oracle.Find(id);
        bool final = node.Store!.TryLocate(id, out TransactionLocation place);
        _simulation.Check(!final || expected == place.Height, "I-12",
            $"node {node.Index} calls {id} final at {place.Height}, but it is at {expected}");
        sent.IsAcknowledged |= final;
    }
}
