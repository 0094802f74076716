using Aether.Core.Types;
using Aether.Pipeline.Mempool;

namespace Aether.UnitTests.Pipeline.Mempool;

/// <summary>
/// The mempool's rules as plain lists and full scans: slow, short, and independent of the indexes under test.
/// </summary>
internal sealed class MempoolModel
{
    private readonly MempoolOptions _options;
    private readonly Func<Address, PayerState> _read;
    private readonly Dictionary<Address, PayerState> _accounts = [];
    private ulong _arrivals;

    public MempoolModel(MempoolOptions options, Func<Address, PayerState> read)
    {
        _options = options;
        _read = read;
    }

    public List<Item> Items { get; private set; } = [];

    public MempoolError Add(Transaction transaction)
    {
        if (Items.Exists(item => item.Id == transaction.Id))
        {
            return MempoolError.AlreadyKnown;
        }
        PayerState account = _read(transaction.Body.FeePayer);
        if (transaction.Body.Nonce < account.Nonce)
        {
            return MempoolError.NonceTooLow;
        }
        _accounts[transaction.Body.FeePayer] = account;
        Item added = new(transaction, _arrivals++);
        List<Item> direct = Items.FindAll(item => Conflicts(item, added));
        HashSet<Item> victims = WithDescendants(direct);
        bool beaten = direct.TrueForAll(item => added.MaxFee * 100 >= item.MaxFee * (ulong)_options.ReplacementPercent);
        ulong fees = victims.Aggregate(0UL, (sum, item) => sum + item.MaxFee);
        if (!beaten || (victims.Count > 0 && added.MaxFee <= fees))
        {
            return MempoolError.ReplacementUnderpriced;
        }
        if (added.Inputs.Any(input => victims.Any(victim => victim.Id == input.TransactionId)))
        {
            return MempoolError.ReplacesOwnInput;
        }
        List<Item> rest = Items.FindAll(item => !victims.Contains(item));
        rest.Add(added);
        MempoolError error = CheckSender(rest, added, account);
        if (error != MempoolError.None || !Evict(rest, added))
        {
            return error != MempoolError.None ? error : MempoolError.Full;
        }
        Items = rest;
        return MempoolError.None;
    }

    public List<Hash256> Select(HashSet<Hash256> included, long maxBytes, int maxCount)
    {
        List<Hash256> taken = [];
        HashSet<Hash256> done = [];
        HashSet<Hash256> missed = [];
        long bytes = 0;
        while (taken.Count < maxCount && missed.Count < 64)
        {
            Item? best = Items.FindAll(item => IsEligible(item, done, missed, included))
                .OrderByDescending(item => item.Price).ThenBy(item => item.Arrival).FirstOrDefault();
            if (best is null)
            {
                break;
            }
            if (included.Contains(best.Id))
            {
                done.Add(best.Id);
            }
            else if (bytes + best.Bytes > maxBytes)
            {
                missed.Add(best.Id);
            }
            else
            {
                bytes += best.Bytes;
                taken.Add(best.Id);
                done.Add(best.Id);
            }
        }
        return taken;
    }

    public void OnFinal(Transaction[] included, ulong view)
    {
        foreach (Transaction transaction in included)
        {
            Items.RemoveAll(item => item.Id == transaction.Id);
            Remove(Items.FindAll(item => item.Inputs.Intersect(transaction.Body.Inputs).Any()));
        }
        foreach (Transaction transaction in included)
        {
            Recheck(transaction.Body.FeePayer);
            Array.ForEach(transaction.Body.Writes, written => Recheck(new Address(written.Value)));
        }
        Remove(Items.FindAll(item => item.Transaction.Body.ValidUntil < view));
    }

    public bool IsReady(Item item) => IsReady(Items, item);

    private bool IsReady(List<Item> items, Item item)
    {
        ulong first = _accounts[item.Sender].Nonce;
        for (ulong nonce = first; nonce < item.Nonce; nonce++)
        {
            if (!items.Exists(other => other.Sender == item.Sender && other.Nonce == nonce))
            {
                return false;
            }
        }
        return item.Nonce >= first;
    }

    private void Recheck(Address sender)
    {
        if (!Items.Exists(item => item.Sender == sender))
        {
            return;
        }
        PayerState account = _read(sender);
        _accounts[sender] = account;
        Remove(Items.FindAll(item => item.Sender == sender && item.Nonce < account.Nonce));
        List<Item> own = Items.FindAll(item => item.Sender == sender);
        while (own.Aggregate(0UL, (sum, item) => sum + item.MaxFee) > account.Balance)
        {
            Remove([own.MaxBy(item => item.Nonce)!]);
            own = Items.FindAll(item => item.Sender == sender);
        }
    }

    private void Remove(List<Item> roots)
    {
        HashSet<Item> all = WithDescendants(roots);
        Items.RemoveAll(all.Contains);
    }

    private HashSet<Item> WithDescendants(List<Item> roots)
    {
        HashSet<Item> all = [.. roots];
        bool grew = true;
        while (grew)
        {
            List<Item> children = Items.FindAll(item => !all.Contains(item) && all.Any(parent => Spends(item, parent)));
            all.UnionWith(children);
            grew = children.Count > 0;
        }
        return all;
    }

    private MempoolError CheckSender(List<Item> items, Item added, PayerState account)
    {
        List<Item> own = items.FindAll(item => item.Sender == added.Sender);
        int future = own.Count(item => !IsReady(items, item));
        if (own.Count > _options.MaxPerSender)
        {
            return MempoolError.TooManyPending;
        }
        if (!IsReady(items, added) && future > _options.MaxFuturePerSender)
        {
            return MempoolError.TooManyFuture;
        }
        ulong cost = own.Aggregate(0UL, (sum, item) => sum + item.MaxFee);
        return cost > account.Balance ? MempoolError.InsufficientBalance : MempoolError.None;
    }

    // One candidate for each sender: its highest nonce. Readiness and prices are those before the bid came.
    private bool Evict(List<Item> rest, Item added)
    {
        List<Item> tails = Items.GroupBy(item => item.Sender).Select(group => group.MaxBy(item => item.Nonce)!)
            .OrderBy(item => IsReady(Items, item)).ThenBy(item => ChainPrice(Items, item))
            .ThenByDescending(item => item.Arrival).ToList();
        bool ready = IsReady(rest, added);
        ulong price = ChainPrice(rest, added);
        foreach (Item tail in tails)
        {
            if (Fits(rest))
            {
                return true;
            }
            bool tailReady = IsReady(Items, tail);
            if (ready != tailReady ? !ready : price <= ChainPrice(Items, tail))
            {
                return false;
            }
            bool needed = Items.Exists(item => Spends(item, tail))
                || added.Inputs.Any(input => input.TransactionId == tail.Id);
            if (!needed && tail.Sender != added.Sender)
            {
                rest.Remove(tail);
            }
        }
        return Fits(rest);
    }

    private bool Fits(List<Item> items) =>
        items.Count <= _options.MaxTransactions && items.Sum(item => (long)item.Bytes) <= _options.MaxBytes;

    private bool IsEligible(Item item, HashSet<Hash256> done, HashSet<Hash256> missed, HashSet<Hash256> included)
    {
        bool open = !done.Contains(item.Id) && !missed.Contains(item.Id) && IsReady(item);
        bool first = item.Nonce == _accounts[item.Sender].Nonce
            || Items.Exists(other =>
                other.Sender == item.Sender && other.Nonce + 1 == item.Nonce && done.Contains(other.Id));
        bool created = included.Contains(item.Id) || item.Inputs.All(input => done.Contains(input.TransactionId)
            || included.Contains(input.TransactionId) || !Items.Exists(other => other.Id == input.TransactionId));
        return open && first && created;
    }

    private static bool Conflicts(Item left, Item right) =>
        (left.Sender == right.Sender && left.Nonce == right.Nonce) || left.Inputs.Intersect(right.Inputs).Any();

    private static bool Spends(Item child, Item parent) =>
        child.Inputs.Any(input =>
            input.TransactionId == parent.Id && input.Index < parent.Transaction.Body.Outputs.Length);

    private static ulong ChainPrice(List<Item> items, Item item) =>
        items.FindAll(other => other.Sender == item.Sender && other.Nonce <= item.Nonce).Min(other => other.Price);

    internal sealed record Item(Transaction Transaction, ulong Arrival)
    {
        public Hash256 Id => Transaction.Id;

        public Address Sender => Transaction.Body.FeePayer;

        public ulong Nonce => Transaction.Body.Nonce;

        public OutPoint[] Inputs => Transaction.Body.Inputs;

        public ulong MaxFee => (ulong)Transaction.Body.MaxFee;

        public int Bytes => Transaction.Bytes.Length;

        public ulong Price => (MaxFee << 16) / MempoolTransactions.MinimumFee;
    }
}
