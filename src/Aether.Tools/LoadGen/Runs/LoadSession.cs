using System.Globalization;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Schedules;
using Aether.Tools.LoadGen.Sending;
using Aether.Tools.LoadGen.Watching;
using Aether.Tools.LoadGen.Workloads;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>A chain with funded accounts and prepared workloads, on which runs are made one after the other.</summary>
internal sealed class LoadSession : IDisposable
{
    // A pool in which nobody waits: everybody's last transaction was answered long before the next is due.
    private const int LeastAccounts = 256;
    private const double AnswerSeconds = 0.5;

    private readonly SessionParts _parts;
    private readonly RpcCaller _caller;
    private readonly AccountPool _accounts;
    private readonly IReadOnlyList<Workload?> _workloads;
    private readonly IReadOnlyList<RecordedRequests?> _recordings;
    private UInt128 _leastBalance;
    private int _usable;

    private LoadSession(
        SessionParts parts,
        RpcCaller caller,
        AccountPool accounts,
        Genesis genesis,
        IReadOnlyList<Workload?> workloads,
        IReadOnlyList<RecordedRequests?> recordings)
    {
        _parts = parts;
        _caller = caller;
        _accounts = accounts;
        Genesis = genesis;
        _workloads = workloads;
        _recordings = recordings;
    }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>Accounts of the pool.</summary>
    public int Accounts => _accounts.Count;

    /// <summary>Reads the nodes' metrics; null without addresses.</summary>
    public MetricsScraper? Scraper { get; init; }

    /// <summary>The nodes that are sent to.</summary>
    public IReadOnlyList<Uri> Endpoints => _parts.Endpoints;

    /// <summary>Connects, derives and funds the accounts, and prepares the workloads.</summary>
    /// <param name="parts">What is used.</param>
    /// <param name="sends">Transactions that all runs together will send at most; decides what accounts must
    /// hold.</param>
    /// <param name="rate">Highest rate planned; decides the number of accounts where the workload file does
    /// not.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<LoadSession> OpenAsync(
        SessionParts parts, double sends, double rate, CancellationToken cancellation)
    {
        Genesis genesis = await parts.Client.GetGenesisAsync(cancellation).ConfigureAwait(false);
        int count = parts.Spec.Accounts > 0
            ? parts.Spec.Accounts
            : (int)Math.Clamp(rate * AnswerSeconds, LeastAccounts, Limits.LoadGen.MaxAccounts);
        AccountPool accounts = new(parts.Spec.Seed, count);
        RpcCaller caller = new(parts.Endpoints[0]);
        try
        {
            Workload?[] workloads = new Workload?[parts.Spec.Workloads.Count];
            RecordedRequests?[] recordings = new RecordedRequests?[workloads.Length];
            Funding funding = new(parts.Client, caller, genesis, parts.Note);
            WorkloadSetup setup = new(parts.Client, genesis, parts.Note);
            for (int index = 0; index < workloads.Length; index++)
            {
                WorkloadSpec spec = parts.Spec.Workloads[index];
                recordings[index] = spec.NeedsAccounts ? null : RecordedRequests.Read(spec.File!);
                workloads[index] = spec.NeedsAccounts
                    ? await setup.CreateAsync(spec, parts, funding, cancellation).ConfigureAwait(false)
                    : null;
            }
            LoadSession session = new(parts, caller, accounts, genesis, workloads, recordings)
            {
                Scraper = parts.Metrics.Count > 0 ? new MetricsScraper(parts.Metrics, parts.Http) : null,
            };
            await session.FundAsync(funding, sends, cancellation).ConfigureAwait(false);
            return session;
        }
        catch
        {
            accounts.Dispose();
            caller.Dispose();
            throw;
        }
    }

    /// <summary>Makes one run.</summary>
    public async Task<RunResult> RunAsync(LoadPlan plan, CancellationToken interrupt)
    {
        LoadRun run = new(this, plan, _accounts, _parts.Note);
        return await run.RunAsync(interrupt).ConfigureAwait(false);
    }

    /// <summary>Learns all nonces again, when the last run left some unknown.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        if (_workloads.All(workload => workload is null) || _accounts.ReadyCount >= _usable)
        {
            return;
        }
        Funding funding = new(_parts.Client, _caller, Genesis, _parts.Note);
        List<int> poor = await funding.RefreshAsync(_accounts, _leastBalance, cancellation).ConfigureAwait(false);
        _usable = _accounts.Count - poor.Count;
        if (poor.Count > 0)
        {
            _parts.Note(string.Create(CultureInfo.InvariantCulture, $"{poor.Count} accounts are empty and left out"));
        }
    }

    /// <summary>What a source needs for one run.</summary>
    internal SourceParts SourceFor(LoadPlan plan, ChainClock clock) => new()
    {
        Genesis = Genesis,
        Accounts = _accounts,
        Clock = clock,
        Mix = new WorkloadMix([.. _parts.Spec.Workloads.Select(spec => spec.Weight)]),
        Workloads = _workloads,
        Recordings = _recordings,
        Seed = _parts.Spec.Seed ^ (plan.Seed << 32),
        Capacity = CapacityFor(plan),
        ValidityViews = plan.ValidityViews,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _accounts.Dispose();
        _caller.Dispose();
        Scraper?.Dispose();
    }

    // A quarter of a second ahead: what is signed longer before has a stale view and price.
    private static int CapacityFor(LoadPlan plan) => plan.IsClosed
        ? Math.Clamp(plan.Users * 2, TransactionWriter.GroupSize, Limits.LoadGen.MaxSignedAhead)
        : (int)Math.Clamp(plan.Rate / 4, TransactionWriter.GroupSize, Limits.LoadGen.MaxSignedAhead);

    private async Task FundAsync(Funding funding, double sends, CancellationToken cancellation)
    {
        if (_workloads.All(workload => workload is null))
        {
            return;
        }
        // The dearest workload at four times the price at rest, and what one transaction may have to hold at worst.
        const ulong TypicalPrice = 4UL << 32;
        const ulong WorstPrice = 64UL << 32;
        BuildContext sample = new(Genesis, _accounts, 0, 0, 0, 1, TypicalPrice);
        UInt128 typical = Most(workload => workload.CostAt(TypicalPrice, sample));
        _leastBalance = Most(workload => workload.CostAt(WorstPrice, sample));
        ulong each = (ulong)Math.Ceiling(Math.Max(sends, 1) / _accounts.Count * 1.5) + 4;
        UInt128 balance = (typical * each) + _leastBalance;
        using SigningSeed funder = _parts.OpenFunder();
        await funding.RunAsync(_accounts, _parts.Spec.Seed, funder, _parts.UsesFaucet, balance, cancellation)
            .ConfigureAwait(false);
        _usable = _accounts.Count;
    }

    private UInt128 Most(Func<Workload, UInt128> cost) => _workloads.OfType<Workload>().Select(cost).Max();
}
