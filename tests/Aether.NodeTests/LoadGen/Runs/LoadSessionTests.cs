using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Sending;
using Aether.Tools.LoadGen.Workloads;
using Xunit;

namespace Aether.NodeTests.LoadGen.Runs;

public sealed class LoadSessionTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(8, false)]
    [InlineData(1, true)]
    public async Task RunAsync_NodeThatRefusesDropsAndLoses_EverythingIsAccountedFor(int batch, bool poisson)
    {
        Fate[] fates = [Fate.Refuse, Fate.Lose, Fate.Drop, Fate.TakeAndDrop, Fate.Fail];
        await using ScriptedNode node = await ScriptedNode.StartAsync(
            index => index % 10 < fates.Length && index >= 20 ? fates[index % 10] : Fate.Include);
        RunResult run = await RunAsync(node, batch, poisson, rate: 400, accounts: 64);
        Assert.Equal(0, run.Unaccounted);
        Assert.Equal(run.Offered, run.Final + run.Failed + run.Expired);
        Assert.InRange(run.Offered, 1, 800);
        Assert.Equal(0, node.BadSignatures);
        Assert.True(run.Final > 0 && run.Failed > 0 && run.Expired > 0, $"{run.Final} {run.Failed} {run.Expired}");
        Assert.True(run.Accepted >= run.Final + run.Expired);
        Assert.True(run.Included >= run.Final);
        Assert.True(run.Reasons["MempoolFull"] > 0);
        Assert.Contains("failed: OutOfGas", run.Reasons.Keys);
        Assert.Equal(run.Failed, run.Reasons.Values.Sum());
        Assert.True(run.Tps <= run.OfferedRate * 1.0001);
        Assert.Equal(run.Stage("finality").Count, run.Final + run.Reasons["failed: OutOfGas"]);
    }

    [Fact]
    public async Task RunAsync_NodeThatTakesAll_EveryIntendedSendIsMadeAndFinal()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(_ => Fate.Include);
        RunResult run = await RunAsync(node, batch: 1, poisson: false, rate: 500, accounts: 200);
        Assert.Equal((500L, 500L, 0L, 0L), (run.Offered, run.Final, run.Failed, run.Expired));
        Assert.Equal(500, node.Sends);
        Assert.Equal((0, 0), (node.BadSignatures, node.WrongNonces));
        Assert.Equal(500, run.Stage("admit").Count);
        Assert.Equal(500, run.Stage("include").Count);
        Assert.True(run.Stage("finality").Max >= run.Stage("include").P50);
    }

    [Fact]
    public async Task RunAsync_RareFailures_AreAllCounted()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(
            index => index % 97 == 96 ? Fate.Fail : Fate.Include);
        RunResult run = await RunAsync(node, batch: 8, poisson: false, rate: 500, accounts: 200);
        Assert.Equal(node.Counts[Fate.Fail], run.Reasons["failed: OutOfGas"]);
        Assert.Equal(500, run.Final + run.Failed);
        Assert.Equal(500, run.Stage("settle").Count);
        Assert.True(run.Stage("settle").P50 <= run.Stage("finality").P50);
    }

    [Fact]
    public async Task RunAsync_NodeThatIsBusy_SendsTheSameBytesAgainWithoutAnotherNonce()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(
            index => index % 2 == 0 ? Fate.Refuse : Fate.Include);
        RunResult run = await RunAsync(node, batch: 8, poisson: false, rate: 400, accounts: 64);
        Assert.Equal((400L, 0L, 0L), (run.Offered, run.Expired, run.Unaccounted));
        Assert.Equal((200L, 200L), (run.Final, run.Reasons["MempoolFull"]));
        Assert.Equal((0, 0), (node.BadSignatures, node.WrongNonces));
        Assert.True(node.SentAgain > 0);
    }

    [Fact]
    public async Task RunAsync_NodeThatIsBusyAndRetries_SendsEachForItsOwnTimeUntilItIsTaken()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(
            index => index % 2 == 0 ? Fate.Refuse : Fate.Include);
        using LoadSession session = await OpenAsync(node, accounts: 450, _ => { });
        LoadPlan plan = Plan(rate: 400) with { Batch = 8, Retries = true };
        RunResult run = await session.RunAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal((400L, 400L, 0L), (run.Offered, run.Final, run.Failed));
        Assert.Equal(node.Counts[Fate.Refuse], run.Retried);
        Assert.Equal(("retry", 0L), (run.OnBusy, run.Busy));
        Assert.Equal((0, 0), (node.BadSignatures, node.WrongNonces));
        Assert.Equal((400L, 400L), (run.Stage("send").Count, run.Stage("admit").Count));
    }

    [Fact]
    public async Task RunAsync_NodeThatIsAlwaysBusyAndRetries_EndsAsBusy()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(_ => Fate.Refuse);
        using LoadSession session = await OpenAsync(node, accounts: 64, _ => { });
        LoadPlan plan = Plan(rate: 50) with
        {
            Batch = 8,
            Retries = true,
            Duration = TimeSpan.FromMilliseconds(200),
            Drain = TimeSpan.FromMilliseconds(200),
        };
        RunResult run = await session.RunAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal((10L, 10L, 0L), (run.Offered, run.Failed, run.Unaccounted));
        Assert.InRange(run.Busy, 1, run.Retried);
        Assert.True(node.Sends >= run.Retried);
    }

    [Fact]
    public async Task RunAsync_MoreDueThanTheClientCanSend_CountsWhatWasNeverSent()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(
            index => index % 2 == 0 ? Fate.Refuse : Fate.Include);
        using LoadSession session = await OpenAsync(node, accounts: 1, _ => { });
        LoadPlan plan = Plan(rate: 50_000) with { Duration = TimeSpan.FromMilliseconds(200), Grace = TimeSpan.Zero };
        RunResult run = await session.RunAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal((10_000L, 0L), (run.Offered, run.Unaccounted));
        Assert.Equal(run.Offered, run.Accepted + run.Busy + run.Unsent);
        Assert.Equal(node.Sends, run.Accepted + run.Busy);
        Assert.Equal(node.Sends, run.Stage("send").Count);
        Assert.Equal(run.Client.Unsent, run.Unsent);
        Assert.Equal((0, 0), (node.BadSignatures, node.WrongNonces));
        Assert.Contains(run.Client.Faults, fault => fault.Contains("never made", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_NodeThatRefusesWholeRequests_IsBusyAndNoFault()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(_ => Fate.Include);
        node.IsBusy = (method, asked) => method switch
        {
            "aeth_getAccount" or "aeth_getHeader" => asked == 1,
            "aeth_getBlockByNumber" => asked == 20,
            "aeth_sendRawTransaction" => asked % 4 == 0,
            _ => false,
        };
        RunResult run = await RunAsync(node, batch: 1, poisson: false, rate: 400, accounts: 200);
        Assert.Equal((400L, 0L, 0L), (run.Offered, run.Expired, run.Unaccounted));
        Assert.Equal((300L, 100L), (run.Final, run.Reasons["LimitExceeded"]));
        Assert.Equal(100, run.Busy);
        Assert.Contains(ReportTables.Counts(run), row => row[0] == "busy" && row[1] == "100");
        Assert.Equal((0, 0), (node.BadSignatures, node.WrongNonces));
        Assert.Equal(2, run.Chain.Refused);
        Assert.Contains(run.Warnings, warning => warning.Contains("too busy for 2 of", StringComparison.Ordinal));
        Assert.Equal(103, node.BusyAnswers);
    }

    [Fact]
    public async Task RunAsync_ClosedModel_WaitsAsTheNodeAsks()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(_ => Fate.Include);
        // The one user is told to come back when the run is over.
        node.IsBusy = (method, asked) => method == "aeth_sendRawTransaction" && asked == 1;
        using LoadSession session = await OpenAsync(node, accounts: 50, _ => { });
        LoadPlan plan = Plan(rate: 1) with { Users = 1, Duration = TimeSpan.FromMilliseconds(400) };
        RunResult run = await session.RunAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal((1L, 0L), (run.Offered, run.Final));
        Assert.Equal(1, run.Reasons["LimitExceeded"]);
    }

    [Theory]
    [InlineData(SendKind.HttpStatus, 429, "busy: HTTP 429", true)]
    [InlineData(SendKind.HttpStatus, 503, "busy: HTTP 503", true)]
    [InlineData(SendKind.HttpStatus, 500, "HTTP 500", false)]
    [InlineData(SendKind.Refused, Refusals.MempoolFull, "MempoolFull", true)]
    [InlineData(SendKind.Refused, Refusals.WrongNonce, "WrongNonce", false)]
    [InlineData(SendKind.Unknown, 0, "no answer", false)]
    internal void ReasonOf_NamesWhatIsBusy(SendKind kind, int code, string reason, bool busy)
    {
        SendOutcome outcome = new(kind, code);
        Assert.Equal(reason, Refusals.ReasonOf(outcome));
        Assert.Equal((busy, busy), (Refusals.IsBusy(outcome), Refusals.IsBusy(reason)));
    }

    [Fact]
    public async Task RunAsync_ClosedModel_IsLabelledAndCountsTheSame()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(_ => Fate.Include);
        RunResult run = await RunAsync(node, batch: 1, poisson: false, rate: 1, accounts: 50, users: 4);
        Assert.Equal("closed", run.Model);
        Assert.True(run.Offered == run.Final, string.Join(", ", run.Reasons) + $" {run.Expired} {node.WrongNonces}");
        Assert.Contains(run.Warnings, warning => warning.Contains("closed model", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Interrupted_IsPartialAndAccountedFor()
    {
        await using ScriptedNode node = await ScriptedNode.StartAsync(_ => Fate.Include);
        using CancellationTokenSource interrupt = new();
        using LoadSession session = await OpenAsync(node, accounts: 32, note: text =>
        {
            if (text.StartsWith("sending", StringComparison.Ordinal))
            {
                interrupt.Cancel();
            }
        });
        RunResult run = await session.RunAsync(
            Plan(rate: 100) with { Duration = TimeSpan.FromMinutes(10) }, interrupt.Token);
        Assert.True(run.Partial);
        Assert.Equal(0, run.Unaccounted);
        Assert.True(run.Offered is > 0 and < 60_000);
    }

    private static async Task<RunResult> RunAsync(
        ScriptedNode node, int batch, bool poisson, double rate, int accounts, int users = 0)
    {
        using LoadSession session = await OpenAsync(node, accounts, _ => { });
        LoadPlan plan = Plan(rate) with { Batch = batch, Poisson = poisson, Users = users };
        return await session.RunAsync(plan, TestContext.Current.CancellationToken);
    }

    private static LoadPlan Plan(double rate) => new()
    {
        Rate = rate,
        Duration = TimeSpan.FromSeconds(1),
        Connections = 8,
        ValidityViews = 50_000,
        Poll = TimeSpan.FromMilliseconds(2),
    };

    private static async Task<LoadSession> OpenAsync(ScriptedNode node, int accounts, Action<string> note)
    {
        HttpClient http = new();
        SessionParts parts = new()
        {
            Spec = LoadSpec.Default with { Accounts = accounts },
            Endpoints = [node.Address],
            Client = new AetherClient(http, node.Address),
            Http = http,
            OpenFunder = SigningSeed.Create,
            Note = note,
        };
        return await LoadSession.OpenAsync(parts, sends: 1_000, rate: 500, TestContext.Current.CancellationToken);
    }
}
