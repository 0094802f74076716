using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Aether.TestKit.Ledger;

namespace Aether.UnitTests.Execution;

/// <summary>Random transactions on a naive ledger: mostly valid, often just beside a rule.</summary>
internal sealed class TransactionGenerator(Random random, SpecLedger spec, bool hoards = false)
{
    private static readonly AssetId[] s_assets = [AssetId.Swr, AssetId.Swr, AssetId.Aic, TestLedger.Gold];
    private readonly List<Transaction> _made = [];
    private readonly NativeCallGenerator _native = new(random, spec);

    public Transaction Next(ulong view)
    {
        if (_made.Count > 0 && OneIn(8))
        {
            return _made[random.Next(_made.Count)];
        }
        Transaction made = Make(view);
        _made.Add(made);
        return made;
    }

    private Transaction Make(ulong view)
    {
        int payer = random.Next(6);
        ulong nonce = (ulong)spec.AccountOf(TestLedger.Owners[payer]).Nonce;
        ulong used = OneIn(14) ? Pick(0, nonce - 1, nonce + 1, ulong.MaxValue) : nonce;
        TransactionBody body = TestLedger.Body(payer, used) with
        {
            ValidUntil = OneIn(10) ? Pick(0, view - 1, view, view + 86_400, view + 86_401, ulong.MaxValue) : view + 5,
            TipPerGas = OneIn(3) ? Pick(1, 7, 1_000, ulong.MaxValue) : 0,
            GasLimit = OneIn(10) ? Pick(0, 1, 999, 1_000, 1_001, 16_001, 70_000) : Pick(16_000, 8_000, 8_000),
            MemoryLimit = OneIn(6) ? 256U : 0U,
            Inputs = [.. Inputs()],
        };
        body = TestLedger.Calling(body, [.. Calls()]);
        body = body with { Outputs = [.. Outputs(body)] };
        body = OneIn(40) ? body with { ChainTag = body.ChainTag + 1 } : body;
        body = OneIn(25) && body.Writes.Length > 0 ? body with { Writes = body.Writes[1..] } : body;
        if (OneIn(25) && body.Writes.Length > 0)
        {
            // Read where it should be written, or not declared at all.
            ObjectId moved = body.Writes[random.Next(body.Writes.Length)];
            body = body with
            {
                Writes = [.. body.Writes.Where(item => item != moved)],
                Reads = OneIn(2) ? [moved] : [],
            };
        }
        return Finish(body, nonce);
    }

    // The fee depends on the size, which does not depend on the fee.
    private Transaction Finish(TransactionBody body, ulong nonce)
    {
        int[] signers = [.. Enumerable.Range(0, 8).Where(i => spec.Signers(body).Contains(TestLedger.Owners[i]))];
        signers = OneIn(25) ? (OneIn(2) ? signers[1..] : [.. signers, 7]) : signers;
        Transaction draft = TestLedger.Sign(body, signers);
        BigInteger required = SpecLedger.FeeFor(
            TestLedger.Genesis.Parameters, draft, body.GasLimit, spec.Markets.MultiplierOf(body), out _);
        BigInteger balance = spec.AccountOf(body.FeePayer)[AssetId.Swr];
        BigInteger fee = random.Next(8) switch
        {
            0 => required - 1,
            1 => balance,
            2 => balance + 1,
            3 => (BigInteger)UInt128.MaxValue,
            _ => required + (nonce % 3),
        };
        UInt128 most = (UInt128)BigInteger.Min(fee, (BigInteger)UInt128.MaxValue);
        return TestLedger.Sign(body with { MaxFee = most }, signers);
    }

    private SortedSet<OutPoint> Inputs()
    {
        SortedSet<OutPoint> inputs = [];
        OutPoint[] known = [.. spec.Outputs.Keys.OrderBy(point => point)];
        for (int count = OneIn(2) ? 0 : random.Next(4); count > 0 && known.Length > 0; count--)
        {
            inputs.Add(known[random.Next(known.Length)]);
        }
        if (OneIn(25))
        {
            inputs.Add(new OutPoint(TestLedger.Hash(random.Next(5)), 0));
        }
        if (OneIn(15) && _made.Count > 0)
        {
            inputs.Add(new OutPoint(_made[^1].Id, (uint)random.Next(2)));
        }
        return inputs;
    }

    private IEnumerable<ProgramCall> Calls()
    {
        if (hoards && OneIn(2))
        {
            foreach (ProgramCall call in _native.Hoard())
            {
                yield return call;
            }
            yield break;
        }
        for (int count = random.Next(4); count > 0; count--)
        {
            if (OneIn(3))
            {
                yield return _native.Next();
                continue;
            }
            Address from = Owner();
            AssetId asset = OneIn(4) ? _native.AnyAsset() : s_assets[random.Next(s_assets.Length)];
            UInt128 amount = Amount(spec.AccountOf(from)[asset]);
            ProgramCall call = random.Next(4) switch
            {
                0 => BankProgram.Withdraw(from, asset, amount),
                1 => BankProgram.Deposit(Owner(), asset, amount),
                _ => BankProgram.Transfer(from, OneIn(5) ? from : Owner(), asset, amount),
            };
            yield return random.Next(30) switch
            {
                0 => call with { Program = new ProgramId(TestLedger.Hash(3)) },
                1 => call with { Method = (ushort)random.Next(5) },
                2 => call with { Arguments = call.Arguments[..random.Next(call.Arguments.Length)] },
                3 => call with { Arguments = [.. call.Arguments, 0] },
                4 => call with { Gas = Pick(0, 999, 1_001, ulong.MaxValue) },
                _ => call,
            };
        }
    }

    // What remains of inputs and withdrawals after deposits, now and then a unit off.
    private IEnumerable<TransactionOutput> Outputs(TransactionBody body)
    {
        Dictionary<AssetId, BigInteger> pool = [];
        foreach (OutPoint input in body.Inputs.Where(spec.Outputs.ContainsKey))
        {
            TransactionOutput spent = spec.Outputs[input];
            pool[spent.Asset] = pool.GetValueOrDefault(spent.Asset) + (BigInteger)spent.Amount;
        }
        foreach (ProgramCall call in body.Calls)
        {
            if (SpecLedger.Parse(call) is { } bank && (bank.From is null || bank.To is null))
            {
                BigInteger flow = bank.From is null ? -bank.Amount : bank.Amount;
                pool[bank.Asset] = pool.GetValueOrDefault(bank.Asset) + flow;
            }
        }
        foreach ((AssetId asset, BigInteger rest) in pool.OrderBy(pair => pair.Key))
        {
            BigInteger amount = OneIn(12) ? rest + random.Next(-1, 2) : rest;
            if (amount <= 0 || amount > (BigInteger)UInt128.MaxValue)
            {
                continue;
            }
            BigInteger first = OneIn(2) ? amount : amount / 2;
            foreach (BigInteger part in new[] { first, amount - first }.Where(part => part > 0))
            {
                yield return new TransactionOutput(
                    Owner(), asset, (UInt128)part, OneIn(4) ? TestLedger.Hash(1) : null);
            }
        }
    }

    private UInt128 Amount(BigInteger balance)
    {
        BigInteger amount = random.Next(12) switch
        {
            0 => 0,
            1 => 1,
            2 => balance,
            3 => balance + 1,
            4 => (BigInteger)UInt128.MaxValue,
            5 => BigInteger.One << 127,
            _ => balance / random.Next(2, 500),
        };
        return (UInt128)BigInteger.Min(amount, (BigInteger)UInt128.MaxValue);
    }

    private Address Owner() => TestLedger.Owners[random.Next(7)];

    private bool OneIn(int chances) => random.Next(chances) == 0;

    private ulong Pick(params ulong[] values) => values[random.Next(values.Length)];
}
