using System.Numerics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.TestKit.Ledger;

namespace Aether.UnitTests.Execution;

/// <summary>Random calls of the object and asset programs: mostly by who may, often just beside a rule.</summary>
internal sealed class NativeCallGenerator(Random random, SpecLedger spec)
{
    private readonly Dictionary<ObjectId, ObjectRecord> _seen = [];
    private ulong _hoarded = 100;

    public ProgramCall Next()
    {
        foreach ((ObjectId id, ObjectRecord record) in spec.Objects)
        {
            _seen[id] = record;
        }
        ProgramCall call = random.Next(12) switch
        {
            0 or 1 => ObjectCalls.Create(
                Owner(), (ulong)random.Next(12), (ushort)(OneIn(12) ? random.Next(16) : 16), Owner(), Data()),
            2 => AssetCalls.Create(Owner(), (ulong)random.Next(6), Owner(), (byte)random.Next(40), Data(18)),
            3 or 4 => ChangeOf(AnyAsset()),
            5 or 6 => Restoration(),
            _ => ChangeOf(AnyObject()),
        };
        return random.Next(20) switch
        {
            0 => call with { Arguments = call.Arguments[..random.Next(call.Arguments.Length)] },
            1 => call with { Arguments = [.. call.Arguments, 1] },
            2 => call with { Gas = (ulong)random.Next(2_200) },
            3 => call with { Method = (ushort)random.Next(7) },
            4 => call with { Arguments = Mutated(call.Arguments) },
            _ => call,
        };
    }

    /// <summary>New assets whose units all go to one account: soon it holds as many as it may.</summary>
    public IEnumerable<ProgramCall> Hoard()
    {
        Address creator = TestLedger.Owners[random.Next(5)];
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            AssetId asset = AssetCalls.DeriveId(creator, _hoarded);
            yield return AssetCalls.Create(creator, _hoarded++, creator, 0, []);
            yield return AssetCalls.Mint(creator, asset, TestLedger.Owners[0], OneIn(3) ? UInt128.MaxValue : 1);
        }
    }

    /// <summary>An asset that was made, or one that never was.</summary>
    public AssetId AnyAsset()
    {
        ObjectId[] assets = [.. spec.Objects.Where(pair => pair.Value.Kind == ObjectKind.Asset)
            .Select(pair => pair.Key).Order()];
        return assets.Length == 0 || OneIn(20) ? AssetId.Aic : new AssetId(assets[random.Next(assets.Length)].Value);
    }

    private ObjectId AnyObject()
    {
        ObjectId[] all = [.. spec.Objects.Keys.Order(), .. spec.Archived.Keys.Order().Take(2)];
        return all.Length == 0 || OneIn(30)
            ? new ObjectId(TestLedger.Hash(random.Next(9)))
            : all[random.Next(all.Length)];
    }

    private ProgramCall ChangeOf(ObjectId id)
    {
        Address owner = OwnerOf(id);
        return random.Next(5) switch
        {
            0 => ObjectCalls.Transfer(owner, id, Owner()),
            1 => ObjectCalls.Delete(owner, id),
            _ => ObjectCalls.Update(owner, id, Data()),
        };
    }

    private ProgramCall ChangeOf(AssetId asset)
    {
        ObjectId id = new(asset.Value);
        Address owner = OwnerOf(id);
        BigInteger held = spec.AccountOf(owner)[asset];
        return random.Next(6) switch
        {
            0 => AssetCalls.Burn(owner, asset, Units(OneIn(6) ? held + 1 : held / 2)),
            1 or 3 => AssetCalls.Mint(owner, asset, Owner(), OneIn(2) ? UInt128.MaxValue : UInt128.One << 127),
            2 => OneIn(2) ? ObjectCalls.Delete(owner, id) : ObjectCalls.Transfer(owner, id, Owner()),
            _ => AssetCalls.Mint(owner, asset, Owner(), (UInt128)random.Next(1_000)),
        };
    }

    private ProgramCall Restoration()
    {
        ObjectId[] archived = [.. spec.Archived.Keys.Order()];
        if (archived.Length == 0)
        {
            return ChangeOf(AnyObject());
        }
        ObjectId picked = archived[random.Next(archived.Length)];
        ObjectRecord last = OneIn(4) ? _seen.Values.First() : Archived(picked);
        return ObjectCalls.Restore(Owner(), OneIn(12) ? AnyObject() : picked, last);
    }

    // The last record of an archived object: only its bucket may have moved since it was seen.
    private ObjectRecord Archived(ObjectId id)
    {
        ObjectRecord seen = _seen.GetValueOrDefault(id) ?? new ObjectRecord(16, default, default, 0, 0, 0, 0, []);
        ObjectRecord[] possible = [seen, seen with { Bucket = spec.Rent.Later(seen.PaidUntil) }];
        return possible.FirstOrDefault(record => SpecRent.HashOf(record) == spec.Archived[id].Hash) ?? seen;
    }

    private Address OwnerOf(ObjectId id) =>
        spec.Objects.TryGetValue(id, out ObjectRecord? record) && !OneIn(12) ? record.Owner : Owner();

    private byte[] Data(int most = 200)
    {
        byte[] data = new byte[OneIn(40) ? 17_000 : random.Next(most)];
        random.NextBytes(data);
        return data;
    }

    private byte[] Mutated(byte[] arguments)
    {
        byte[] bytes = [.. arguments];
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static UInt128 Units(BigInteger amount) =>
        (UInt128)BigInteger.Min(amount, (BigInteger)UInt128.MaxValue);

    private Address Owner() => TestLedger.Owners[random.Next(7)];

    private bool OneIn(int chances) => random.Next(chances) == 0;
}
