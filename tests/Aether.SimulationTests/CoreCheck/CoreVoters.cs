using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>
/// The states of one honest validator and what leads from one to another, each asked of the real core once.
/// </summary>
/// <remarks>Honest validators are alike, so one table serves all three.</remarks>
internal sealed class CoreVoters
{
    private readonly CoreChain _chain;
    private readonly ConsensusRules _rules;
    private readonly bool _usesSpec;
    private readonly int _views;
    private readonly StateHash _hash = new();
    private readonly List<CoreVoter> _voters = [];
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly Dictionary<CoreAction, int> _actions = [];
    // By state and number of the action, plus one; zero for what was never asked.
    private readonly List<int[]> _next = [];

    public CoreVoters(CoreChain chain, ConsensusRules rules, bool usesSpec, int views)
    {
        _chain = chain;
        _rules = rules;
        _usesSpec = usesSpec;
        _views = views;
        Number([]);
    }

    /// <summary>States met.</summary>
    public int Count => _voters.Count;

    /// <summary>Steps of the core from a state met that were asked for.</summary>
    public int Transitions { get; private set; }

    /// <summary>A state by its number; 0 is the start.</summary>
    public CoreVoter this[int number] => _voters[number];

    /// <summary>The number of an action.</summary>
    public int NumberOf(CoreAction action)
    {
        if (!_actions.TryGetValue(action, out int number))
        {
            number = _actions.Count;
            _actions.Add(action, number);
        }
        return number;
    }

    /// <summary>Where an action with this number leads.</summary>
    public int Next(int voter, int number, CoreAction action)
    {
        int[] row = _next[voter];
        if (row.Length <= number)
        {
            Array.Resize(ref row, number + 16);
            _next[voter] = row;
        }
        if (row[number] == 0)
        {
            row[number] = Number([.. _voters[voter].Path, action]) + 1;
            Transitions++;
        }
        return row[number] - 1;
    }

    // Cores cannot be copied, so the way to the state is gone again.
    private int Number(CoreAction[] path)
    {
        CoreDriver driver = new(_chain, _rules, _usesSpec, _views);
        string? fault = null;
        try
        {
            Array.ForEach(path, driver.Apply);
        }
        catch (SimulationViolationException violation)
        {
            fault = violation.Message;
        }
        ulong fingerprint = fault is null ? driver.Fingerprint(_hash) : (ulong)fault.Length;
        if (!_numbers.TryGetValue(fingerprint, out int number))
        {
            number = _voters.Count;
            _numbers.Add(fingerprint, number);
            _next.Add([]);
            _voters.Add(new CoreVoter
            {
                Number = number,
                Path = path,
                Prevotes = [.. driver.Prevotes],
                Timeouts = [.. driver.Timeouts],
                Precommits = [.. driver.Precommits],
                Statements = driver.Prevotes.Count(block => block != 0)
                    + driver.Timeouts.Count(high => high != 0) + driver.Precommits.Count,
                View = driver.View,
                Final = driver.Final,
                Restarts = driver.Restarts,
                Fault = fault ?? driver.Fault,
            });
        }
        return number;
    }
}
