using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Transactions;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk.Transactions;

public sealed class TransactionBuilderTests
{
    private const ulong UnitBaseFee = 1UL << 32;

    private readonly Genesis _genesis = new SampleChain().Genesis;
    private readonly Address _from = new(SampleChain.Hash(9));
    private readonly Address _to = new(SampleChain.Hash(3));
    private readonly Address _other = new(SampleChain.Hash(5));

    [Fact]
    public void Build_OwnTransfer_WritesTheReceiverAlone()
    {
        TransactionBody body = new TransactionBuilder(_genesis)
            .Transfer(_from, _to, AssetId.Swr, 7)
            .Build(_from, 2, 100, UnitBaseFee);
        Assert.Equal([_to.AsObject], body.Writes);
        Assert.Empty(body.Reads);
        Assert.Equal(_genesis.ChainTag, body.ChainTag);
        Assert.Equal(2UL, body.Nonce);
        Assert.Equal(100 + TransactionBuilder.DefaultValidityViews, body.ValidUntil);
        Assert.Equal(BankCall.CallGas, body.GasLimit);
    }

    [Fact]
    public void Build_ManyTransfers_AreCanonical()
    {
        TransactionBody body = new TransactionBuilder(_genesis)
            .Transfer(_from, _to, AssetId.Swr, 1)
            .Transfer(_from, _other, AssetId.Aic, 2)
            .Transfer(_from, _to, AssetId.Swr, 3)
            .Build(_other, 0, 0, UnitBaseFee);
        Assert.Equal([_to.AsObject, _from.AsObject], body.Writes);
        Assert.Equal(3 * BankCall.CallGas, body.GasLimit);
        Assert.True(Ace.TryDecode(Ace.Encode(body), out TransactionBody _, out DecodeError error), error.ToString());
    }

    [Fact]
    public void Build_ToSelf_WritesNothingBesideThePayer() =>
        Assert.Empty(new TransactionBuilder(_genesis)
            .Transfer(_from, _from, AssetId.Swr, 1).Build(_from, 0, 0, UnitBaseFee).Writes);

    [Fact]
    public void Build_MaxFee_IsTheFormulaOnTheSignedSize()
    {
        using SigningSeed seed = SigningSeed.Create();
        TransactionBody body = new TransactionBuilder(_genesis)
            .Transfer(seed.Address, _to, AssetId.Swr, 7)
            .WithTip(3)
            .Build(seed.Address, 0, 0, UnitBaseFee);
        Transaction signed = TransactionSigner.Sign(body, _genesis.Hash, seed);
        // Coefficients of the genesis: a 10000, b 5, c 2; tip 3.
        UInt128 expected = 10_000 + (5 * (UInt128)(uint)signed.Bytes.Length) + (2 * 1_000) + (3 * 1_000);
        Assert.Equal(expected, body.MaxFee);
    }

    [Theory]
    [InlineData(UnitBaseFee, 12_345)]
    [InlineData(UnitBaseFee + 1, 12_346)]
    [InlineData(2 * UnitBaseFee, 24_690)]
    public void FeeEstimate_Multiplier_RoundsUp(ulong baseFee, ulong expected)
    {
        ChainParameters parameters = new() { FeeBase = 12_345, FeePerByte = 0, FeePerGas = 0, FeePerMemoryPage = 0 };
        TransactionBody body = new TransactionBuilder(_genesis).Build(_from, 0, 0, UnitBaseFee);
        Assert.Equal((UInt128)expected, FeeEstimate.Compute(parameters, body, 1, baseFee));
    }

    [Fact]
    public void FeeEstimate_HighestPriceOfTheHighestCoefficients_DoesNotWrap()
    {
        const ulong Most = ChainParameters.MaxFeeCoefficient;
        ChainParameters parameters = new()
        {
            FeeBase = Most,
            FeePerByte = Most,
            FeePerGas = Most,
            FeePerMemoryPage = Most,
        };
        TransactionBody body = new TransactionBuilder(_genesis).Build(_from, 0, 0, UnitBaseFee);
        UInt128 atRest = FeeEstimate.Compute(parameters, body, 1, FeeEstimate.AtRest);
        Assert.Equal(atRest << 32, FeeEstimate.Compute(parameters, body, 1, (UInt128)1 << 64));
    }

    [Fact]
    public void FeeEstimate_Headroom_IsLeftOnlyWhereThePriceMoves()
    {
        Assert.Equal(FeeEstimate.AtRest, FeeEstimate.WithHeadroom(FeeEstimate.AtRest));
        Assert.Equal(3 * FeeEstimate.AtRest, FeeEstimate.WithHeadroom(3 * FeeEstimate.AtRest / 2));
    }

    [Fact]
    public void Build_ValidityOverTheLimit_IsRefused() =>
        Assert.Throws<TransactionBuildException>(
            () => new TransactionBuilder(_genesis).Build(_from, 0, 0, UnitBaseFee, 86_401));

    [Fact]
    public void Build_WhatNoChainTakes_SaysWhatToDo()
    {
        Expect(BuildProblem.ReservedKind, () => New().CreateObject(_from, 1, 15, _from, [], out _));
        Expect(BuildProblem.DataTooLarge, () => New().CreateObject(_from, 1, 16, _from, new byte[16_385], out _));
        Expect(BuildProblem.DataTooLarge, () => New().UpdateObject(_from, default, new byte[16_385]));
        Expect(BuildProblem.BadAsset, () => New().CreateAsset(_from, 1, _from, 39, "X", out _));
        Expect(BuildProblem.BadAsset, () => New().CreateAsset(_from, 1, _from, 38, "seventeen letters", out _));
        Expect(BuildProblem.BadAmount, () => New().Mint(_from, AssetId.Aic, _to, 0));
        Expect(BuildProblem.BadAmount, () => New().Burn(_from, AssetId.Aic, 0));
        Expect(BuildProblem.BadAmount, () => New()
            .Transfer(_from, _to, AssetId.Swr, UInt128.MaxValue).Transfer(_from, _to, AssetId.Swr, 1));
        Expect(BuildProblem.MadeTwice, () => New()
            .CreateObject(_from, 1, 16, _from, [], out _).CreateObject(_from, 1, 16, _to, [9], out _));
        Expect(BuildProblem.TooManyCalls, () => BuildMany(17));
        Expect(BuildProblem.TooLarge, () => New()
            .CreateObject(_from, 1, 16, _from, new byte[16_384], out _)
            .CreateObject(_from, 2, 16, _from, new byte[16_384], out _)
            .CreateObject(_from, 3, 16, _from, new byte[16_384], out _)
            .CreateObject(_from, 4, 16, _from, new byte[16_384], out _)
            .Build(_from, 0, 0, UnitBaseFee));
    }

    [Fact]
    public void Build_ManyDeclaredReads_AreRefusedAboveTheLimit()
    {
        TransactionBuilder builder = New();
        for (int index = 0; index < 129; index++)
        {
            builder.Read(ObjectRecord.DeriveId(_from, (ulong)index, 16));
        }
        Expect(BuildProblem.TooManyObjects, () => builder.Build(_from, 0, 0, UnitBaseFee));
    }

    [Fact]
    public void Build_ObjectCalls_DeclareWhatTheyTouch()
    {
        TransactionBuilder builder = New()
            .Read(_to.AsObject).Read(_other.AsObject)
            .CreateAsset(_from, 1, _from, 0, "X", out AssetId asset)
            .Mint(_from, asset, _to, 5);
        TransactionBody body = builder.Build(_other, 0, 0, UnitBaseFee);
        SortedSet<ObjectId> written = [_from.AsObject, _to.AsObject, new ObjectId(asset.Value)];
        Assert.Equal([.. written], body.Writes);
        Assert.Empty(body.Reads);
        Assert.Equal(2 * AssetCalls.CallGas, body.GasLimit);
        Assert.True(Ace.TryDecode(Ace.Encode(body), out TransactionBody _, out DecodeError error), error.ToString());
    }

    [Fact]
    public void Build_ContractCalls_DeclareContractAndCode()
    {
        ObjectId code = CodeData.DeriveId(_from, SampleChain.Hash(4));
        TransactionBody body = new TransactionBuilder(_genesis)
            .Upload(_from, SampleChain.Hash(4), 3, 0, [1, 2, 3])
            .Deploy(_from, 7, code, _other, [9], 500, out ObjectId contract)
            .Invoke(contract, "get", [], 600, readOnly: true)
            .Build(_from, 0, 0, UnitBaseFee);
        Assert.Equal(ContractCalls.DeriveId(_from, 7), contract);
        Assert.Equal(new SortedSet<ObjectId> { code, contract }, [.. body.Writes]);
        Assert.Empty(body.Reads);
        Assert.Equal(Limits.Transaction.MaxMemoryPages, body.MemoryLimit);
        Assert.True(Ace.TryDecode(Ace.Encode(body), out TransactionBody _, out DecodeError error), error.ToString());

        TransactionBuilder query = new TransactionBuilder(_genesis).Invoke(contract, "get", [], 600, readOnly: true);
        body = query.Build(_from, 0, 0, UnitBaseFee);
        Assert.Equal([contract], body.Reads);
        Assert.Empty(body.Writes);
        Assert.Equal(600UL, body.GasLimit);
        Assert.Equal([_from], query.RequiredSigners(_from));
    }

    [Fact]
    public void Sign_ManyKeys_OrdersWitnessesAndSignsTheSameBytes()
    {
        using SigningSeed first = SigningSeed.Create();
        using SigningSeed second = SigningSeed.Create();
        TransactionBody body = new TransactionBuilder(_genesis)
            .Transfer(first.Address, _to, AssetId.Swr, 1)
            .Build(second.Address, 0, 0, UnitBaseFee);
        Transaction signed = TransactionSigner.Sign(body, _genesis.Hash, first, second);
        Assert.True(signed.Witnesses[0].Key.CompareTo(signed.Witnesses[1].Key) < 0);
        byte[] message = Transaction.SigningBytes(_genesis.Hash, signed.BodyBytes);
        Assert.All(signed.Witnesses, witness =>
            Assert.True(Ed25519.Verify(witness.Key.Value.Span, message, witness.Signature.Span)));
        Assert.True(Ace.TryDecode(signed.Bytes, out Transaction decoded, out _));
        Assert.Equal(signed.Id, decoded.Id);
    }

    [Fact]
    public void Transfer_Arguments_AreTheBanksForm()
    {
        ProgramCall call = BankCall.Transfer(_from, _to, AssetId.Aic, 258);
        byte[] expected =
        [
            .. _from.Value.Span, .. _to.Value.Span, .. AssetId.Aic.Value.Span,
            2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, call.Arguments);
        Assert.Equal(0, call.Method);
        Assert.Equal(ProgramId.Bank, call.Program);
    }

    private TransactionBuilder New() => new(_genesis);

    private TransactionBody BuildMany(int count)
    {
        TransactionBuilder builder = New();
        for (int index = 0; index < count; index++)
        {
            builder.CreateObject(_from, (ulong)index, 16, _from, [], out _);
        }
        return builder.Build(_from, 0, 0, UnitBaseFee);
    }

    private static void Expect(BuildProblem problem, Func<object> build)
    {
        TransactionBuildException error = Assert.Throws<TransactionBuildException>(build);
        Assert.Equal(problem, error.Problem);
        Assert.NotEqual("", error.Hint);
    }
}
