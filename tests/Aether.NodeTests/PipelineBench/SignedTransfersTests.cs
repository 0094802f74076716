using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.PipelineBench.Load;
using Xunit;

namespace Aether.NodeTests.PipelineBench;

public sealed class SignedTransfersTests
{
    private const int Accounts = 100;
    private const int Rounds = 3;

    [Fact]
    public void Write_EveryTransfer_IsCanonicalSignedAndOfItsRound()
    {
        using SenderAccounts accounts = new(Accounts);
        Genesis genesis = CreateGenesis(accounts);
        SignedTransfers transfers = new(accounts, new TransferForm(genesis, 1_000), Rounds);
        transfers.CheckForm();
        byte[] bytes = new byte[transfers.Length];
        List<Transaction> all = [];
        for (int round = 0; round < Rounds; round++)
        {
            for (int account = 0; account < Accounts; account++)
            {
                transfers.Write(account, round, bytes);
                Assert.True(Ace.TryDecode(bytes, out Transaction transaction, out DecodeError error), error.ToString());
                Assert.Equal(accounts.Addresses[account], transaction.Body.FeePayer);
                Assert.Equal((ulong)round, transaction.Body.Nonce);
                Assert.NotEqual(account, transfers.RecipientOf(account, round));
                all.Add(transaction);
            }
        }
        bool[] valid = new bool[all.Count];
        SignatureCheck.Verify([.. all], genesis.Hash, valid);
        Assert.DoesNotContain(false, valid);
        Assert.Equal(all.Count, all.Select(transaction => transaction.Id).Distinct().Count());
    }

    [Fact]
    public void RecipientOf_RoundsDiffer()
    {
        using SenderAccounts accounts = new(Accounts);
        SignedTransfers transfers = new(accounts, new TransferForm(CreateGenesis(accounts), 1_000), Rounds);
        int[] recipients = [.. Enumerable.Range(0, Accounts).Select(account => transfers.RecipientOf(account, 0))];
        int[] later = [.. Enumerable.Range(0, Accounts).Select(account => transfers.RecipientOf(account, 1))];
        Assert.NotEqual(recipients, later);
        Assert.True(recipients.Distinct().Count() > Accounts / 2);
    }

    private static Genesis CreateGenesis(SenderAccounts accounts)
    {
        Validator validator = new()
        {
            Address = accounts.Addresses[0],
            ColdKey = default,
            Stake = 1,
            VrfKey = default,
            BlsKey = default,
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
        return new Genesis(
            "aether-bench-1", 1_000, new ChainParameters(), new ValidatorSet([validator]), accounts.GenesisEntries());
    }
}
