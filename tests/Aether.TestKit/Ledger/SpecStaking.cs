using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Ledger;

/// <summary>
/// The rules of staking once more, as plainly as possible: the whole history in lists, integers without bounds.
/// </summary>
public sealed class SpecStaking
{
    private readonly Genesis _genesis;
    private readonly SortedDictionary<Address, SpecValidator> _validators = [];
    private readonly Dictionary<Address, uint> _leaking = [];
    // Who missed the certified views so far, oldest first.
    private List<HashSet<Address>> _missed = [];
    private byte[] _accumulator = new byte[32];
    private ValidatorSet _snapshot;

    /// <summary>After block 0.</summary>
    public SpecStaking(Genesis genesis)
    {
        _genesis = genesis;
        _snapshot = genesis.Validators;
        Serving = genesis.Validators;
        Randomness = Hash("aeth/eta/v1", genesis.Hash.ToArray());
        foreach (Validator validator in genesis.Validators.Validators)
        {
            _validators[validator.Address] = new SpecValidator(validator);
        }
    }

    /// <summary>The current epoch.</summary>
    public uint Epoch { get; private set; }

    /// <summary>View of the block it starts from.</summary>
    public ulong RootView { get; private set; }

    /// <summary>Its set.</summary>
    public ValidatorSet Serving { get; private set; }

    /// <summary>Its randomness.</summary>
    public byte[] Randomness { get; private set; }

    /// <summary>Stake that is gone.</summary>
    public BigInteger Burned { get; private set; }

    /// <summary>Stake that is left.</summary>
    public BigInteger Bonded => _validators.Values.Aggregate(BigInteger.Zero, (sum, item) => sum + item.Stake);

    /// <summary>The registered validators.</summary>
    public IReadOnlyDictionary<Address, SpecValidator> Validators => _validators;

    /// <summary>Punishes one offence; gives the reporter's bounty, or null when nothing happens.</summary>
    public BigInteger? Punish(Conviction conviction)
    {
        if (!_validators.TryGetValue(conviction.Validator, out SpecValidator? validator)
            || conviction.Epoch > Epoch || conviction.Epoch + 28L < Epoch
            || validator.Punished.Contains((conviction.Epoch, conviction.Kind)))
        {
            return null;
        }
        BigInteger slashed = validator.Stake * _genesis.Parameters.SlashDoublePpb / 1_000_000_000;
        validator.Take(slashed);
        validator.Note(conviction.Epoch, conviction.Kind, Epoch);
        Burned += slashed - (slashed / 20);
        return slashed / 20;
    }

    /// <summary>Ends a block on this parent; true when it closed the epoch.</summary>
    public bool EndBlock(Header parent, byte[] parentNonce, ulong view)
    {
        uint slots = _genesis.Parameters.EpochSlots;
        if (parent.Epoch == Epoch && parent.Height > 0)
        {
            if (!parent.Justify.IsRoot)
            {
                CountView(parent.Justify.Bitmap);
            }
            if (parent.View > RootView && parent.View - RootView <= (ulong)slots * 2 / 3)
            {
                _accumulator = Hash("aeth/acc/v1", [.. _accumulator, .. parentNonce]);
            }
        }
        bool closes = view >= RootView + slots;
        if (closes)
        {
            Close(view);
        }
        return closes;
    }

    /// <summary>Adds every value of the state, by key.</summary>
    public void AddValues(SortedDictionary<Hash256, byte[]> values)
    {
        values[Meta("staking/epoch"u8)] =
            [.. BitConverter.GetBytes(Epoch), .. BitConverter.GetBytes(RootView), .. Randomness, .. _accumulator];
        values[Meta("staking/snapshot"u8)] = Ace.Encode(_snapshot);
        values[Meta("staking/participation"u8)] = Participation();
        byte[][] addresses = [.. _validators.Keys.Select(address => address.Value.ToArray())];
        values[Meta("staking/index"u8)] =
            [.. BitConverter.GetBytes(addresses.Length), .. addresses.SelectMany(address => address)];
        foreach ((Address address, SpecValidator item) in _validators)
        {
            AceWriter writer = new();
            item.Keys.Encode(writer);
            writer.Bool(item.Stake > 0);
            writer.U32(item.JailedUntil);
            writer.Bool(item.IsTombstoned);
            writer.Length(item.Punished.Count);
            foreach ((uint epoch, EvidenceKind kind) in item.Punished)
            {
                writer.U32(epoch);
                writer.U8((byte)kind);
            }
            values[Meta([.. "staking/validator/"u8, .. address.Value.ToArray()])] = writer.ToArray();
        }
    }

    private static Hash256 Meta(ReadOnlySpan<byte> name) => StateKey.ForMeta(name);

    private static byte[] Hash(string tag, byte[] bytes) =>
        SHA256.HashData([.. Encoding.ASCII.GetBytes(tag), .. bytes]);

    private void CountView(byte[] signers)
    {
        HashSet<Address> absent = [];
        for (int index = 0; index < Serving.Count; index++)
        {
            if ((signers[index / 8] >> (index % 8) & 1) == 0)
            {
                absent.Add(Serving[index].Address);
            }
        }
        bool full = _missed.Count >= 1_000;
        _missed.Add(absent);
        foreach (Address address in absent)
        {
            if (full && Window().Count(view => view.Contains(address)) > 500)
            {
                _leaking[address] = _leaking.GetValueOrDefault(address) + 1;
            }
        }
    }

    // The hundred that the newest view belongs to, and the nine hundreds before it.
    private IEnumerable<HashSet<Address>> Window() => _missed.Skip(((_missed.Count - 1) / 100 * 100) - 900);

    private void Close(ulong view)
    {
        foreach ((Address address, uint views) in _leaking)
        {
            SpecValidator validator = _validators[address];
            BigInteger ppb = (BigInteger)_genesis.Parameters.LeakDowntimePpb * views;
            BigInteger leak = validator.Stake * BigInteger.Min(ppb, 10_000_000) / 1_000_000_000;
            validator.Take(leak);
            Burned += leak;
            if (ppb >= 10_000_000)
            {
                validator.JailedUntil = Epoch + 5;
            }
        }
        _leaking.Clear();
        Epoch++;
        Randomness = Hash("aeth/eta/v1", [.. Randomness, .. BitConverter.GetBytes(Epoch), .. _accumulator]);
        _accumulator = new byte[32];
        RootView = view;
        ValidatorSet before = Serving;
        Serving = _snapshot;
        Validator[] next = [.. _validators.Values
            .Where(item => item.Stake > 0 && !item.IsTombstoned && item.JailedUntil <= Epoch + 1)
            .Select(item => item.Keys)];
        _snapshot = next.Length == 0 ? _snapshot : new ValidatorSet(next);
        // Whoever did not serve in both epochs has no past.
        HashSet<Address> stayed = [.. Addresses(before).Intersect(Addresses(Serving))];
        _missed = [.. _missed.Select(view => view.Where(stayed.Contains).ToHashSet())];
    }

    private static IEnumerable<Address> Addresses(ValidatorSet set) =>
        set.Validators.ToArray().Select(validator => validator.Address);

    private byte[] Participation()
    {
        int count = _missed.Count;
        AceWriter writer = new();
        writer.U16((ushort)(count % 100));
        writer.U8((byte)Math.Min(count / 100, 10));
        writer.U8((byte)(count / 100 % 10));
        writer.Length(Serving.Count);
        for (int index = 0; index < Serving.Count; index++)
        {
            for (int slot = 0; slot < 10; slot++)
            {
                writer.U8((byte)MissedIn(slot, Serving[index].Address));
            }
        }
        foreach (Address address in Addresses(Serving))
        {
            writer.U32(_leaking.GetValueOrDefault(address));
        }
        return writer.ToArray();
    }

    // The newest hundred views whose place in the ring is this one; none of the hundred that is about to begin.
    private int MissedIn(int slot, Address address)
    {
        int newest = _missed.Count / 100;
        int hundred = newest - ((newest - slot + 10) % 10);
        return hundred < 0 ? 0 : _missed.Skip(hundred * 100).Take(100).Count(view => view.Contains(address));
    }
}
