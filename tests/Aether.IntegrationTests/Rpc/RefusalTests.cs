using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.IntegrationTests.Devnet;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.IntegrationTests.Rpc;

/// <summary>Every reason to refuse a transaction, over real RPC: its own code, and never in a block.</summary>
public sealed class RefusalTests(SharedDevnet shared) : IClassFixture<SharedDevnet>
{
    private TestDevnet Devnet => shared.Devnet;

    [Fact]
    public async Task BadSignature_Is33002()
    {
        Transaction good = Devnet.Sign(await Devnet.TransferAsync("alice", "bob", 1), "alice");
        byte[] bytes = good.Bytes.ToArray();
        bytes[^1] ^= 1;
        await AssertRefusedAsync(bytes, -33002, "TxBadSignature", good.Id);
    }

    [Fact]
    public async Task SignatureOfAnotherChain_Is33002()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        Hash256 other = Hash256.FromHex(new string('9', 64));
        using Crypto.KeyFiles.SigningSeed key = TestDevnet.KeyOf("alice");
        await AssertRefusedAsync(Sdk.Transactions.TransactionSigner.Sign(body, other, key), -33002, "TxBadSignature");
    }

    [Fact]
    public async Task WrongChainTag_Is33003WithBothTags()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        Transaction transaction = Devnet.Sign(body with { ChainTag = body.ChainTag + 1 }, "alice");
        RpcErrorException error = await AssertRefusedAsync(transaction, -33003, "TxWrongChain");
        ChainIdentity chain = await Devnet.Client.GetChainIdentityAsync();
        Assert.Equal(
            chain.GenesisHash.ToString()[..18], error.Details!.Value.GetProperty("expected").GetString());
    }

    [Fact]
    public async Task SpentOrMissingInput_Is33004()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        OutPoint missing = new(Hash256.FromHex(new string('5', 64)), 0);
        Transaction transaction = Devnet.Sign(
            body with { Inputs = [missing], MaxFee = body.MaxFee + 1_000_000 }, "alice");
        await AssertRefusedAsync(transaction, -33004, "InputSpentOrMissing");
    }

    [Fact]
    public async Task FeeTooLow_Is33005WithFigures()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        Transaction transaction = Devnet.Sign(body with { MaxFee = body.MaxFee - 1 }, "alice");
        RpcErrorException error = await AssertRefusedAsync(transaction, -33005, "FeeTooLow");
        Assert.Equal(body.MaxFee.ToString(), error.Details!.Value.GetProperty("required").GetString());
        Assert.Equal((body.MaxFee - 1).ToString(), error.Details!.Value.GetProperty("offered").GetString());
    }

    [Fact]
    public async Task Expired_Is33006()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        await AssertRefusedAsync(Devnet.Sign(body with { ValidUntil = 0 }, "alice"), -33006, "Expired");
    }

    [Fact]
    public async Task TooFarAhead_Is33016()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        ulong far = body.ValidUntil + (2 * Limits.Transaction.MaxValidityViews);
        await AssertRefusedAsync(Devnet.Sign(body with { ValidUntil = far }, "alice"), -33016, "TooFarAhead");
    }

    [Fact]
    public async Task UndeclaredAccess_Is33008()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        await AssertRefusedAsync(Devnet.Sign(body with { Writes = [] }, "alice"), -33008, "AccessSetViolation");
    }

    [Fact]
    public Task Oversize_Is33009() =>
        AssertRefusedAsync(new byte[Limits.Transaction.MaxBytes + 1], -33009, "TooLarge", null);

    [Fact]
    public async Task TrailingByte_Is33001()
    {
        Transaction good = Devnet.Sign(await Devnet.TransferAsync("alice", "bob", 1), "alice");
        await AssertRefusedAsync([.. good.Bytes, 0], -33001, "TxMalformed", good.Id);
    }

    [Fact]
    public async Task EveryTruncation_Is33001()
    {
        byte[] whole = Devnet.Sign(await Devnet.TransferAsync("alice", "bob", 1), "alice").Bytes.ToArray();
        for (int length = 0; length < whole.Length; length++)
        {
            await AssertRefusedAsync(whole[..length], -33001, "TxMalformed", null);
        }
    }

    [Fact]
    public async Task UsedNonce_Is33012WithTheNextOne()
    {
        TransactionBody first = await Devnet.TransferAsync("dave", "bob", 1);
        Transaction taken = Devnet.Sign(first, "dave");
        await Devnet.Client.SendRawTransactionAsync(taken.Bytes.ToArray());
        await Devnet.Client.WaitForReceiptAsync(taken.Id, WaitLevel.Final, TimeSpan.FromSeconds(60));
        TransactionBody again = (await Devnet.TransferAsync("dave", "carol", 2)) with { Nonce = first.Nonce };
        RpcErrorException error = await AssertRefusedAsync(Devnet.Sign(again, "dave"), -33012, "WrongNonce");
        Assert.Equal(first.Nonce + 1, error.Details!.Value.GetProperty("expected").GetUInt64());
    }

    [Fact]
    public async Task GapTooWide_Is33012_UnderpricedReplacement_Is33015()
    {
        // Nonces behind a gap never become ready, so nothing of this is included while the test runs.
        TransactionBody body = await Devnet.TransferAsync("carol", "bob", 1);
        for (ulong gap = 1; gap <= Limits.Mempool.MaxFuturePerSender; gap++)
        {
            Transaction waiting = Devnet.Sign(body with { Nonce = body.Nonce + gap }, "carol");
            await Devnet.Client.SendRawTransactionAsync(waiting.Bytes.ToArray());
            JsonElement found = (await Devnet.Client.GetTransactionAsync(waiting.Id))!.Value;
            Assert.Equal(JsonValueKind.Null, found.GetProperty("blockHash").ValueKind);
        }
        ulong beyond = body.Nonce + Limits.Mempool.MaxFuturePerSender + 1;
        await AssertRefusedAsync(Devnet.Sign(body with { Nonce = beyond }, "carol"), -33012, "WrongNonce");
        TransactionBody same = await Devnet.TransferAsync("carol", "bob", 2);
        Transaction replacement = Devnet.Sign(same with { Nonce = body.Nonce + 1 }, "carol");
        await AssertRefusedAsync(replacement, -33015, "ReplacementUnderpriced");
    }

    [Fact]
    public async Task MoreThanTheBalance_Is33013()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        Transaction transaction = Devnet.Sign(body with { MaxFee = UInt128.MaxValue >> 8 }, "alice");
        await AssertRefusedAsync(transaction, -33013, "InsufficientBalance");
    }

    [Fact]
    public async Task SignedBySomebodyElse_Is33014()
    {
        TransactionBody body = await Devnet.TransferAsync("alice", "bob", 1);
        await AssertRefusedAsync(Devnet.Sign(body, "carol"), -33014, "WitnessMismatch");
    }

    private Task<RpcErrorException> AssertRefusedAsync(Transaction transaction, int code, string name) =>
        AssertRefusedAsync(transaction.Bytes.ToArray(), code, name, transaction.Id);

    private async Task<RpcErrorException> AssertRefusedAsync(byte[] bytes, int code, string name, Hash256? id)
    {
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
            () => Devnet.Client.SendRawTransactionAsync(bytes));
        Assert.Equal((code, name), (error.Code, error.Name));
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal);
        if (id is { } hash)
        {
            Assert.Null(await Devnet.Client.GetTransactionAsync(hash));
            shared.Refused.Add(hash);
        }
        return error;
    }
}
