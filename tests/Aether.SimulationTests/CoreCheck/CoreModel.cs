using Aether.Consensus.HotStuff;
using Aether.Core.Types;
using Aether.SimulationTests.ModelCheck;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>
/// Three real cores and one faulty validator that leads every view, votes for everything and shows anyone whatever was
/// signed, at any time or never: all orders of that.
/// </summary>
/// <remarks>
/// What left no signature concerns nobody else and can as well happen right before the next signature of the same
/// validator; so a step is all that one validator hears up to its next signature. Votes arrive where they complete a
/// certificate: before that nothing follows from them. The faulty validator reports no certificate in its timeouts,
/// which lets a leader ignore the most. Whoever signed is told apart by number only, so evidence is not looked at.
/// </remarks>
internal sealed class CoreModel(ConsensusRules rules, int views, int restarts, bool usesSpec)
{
    private const int NoTimeout = -1;

    private readonly CoreChain _chain = new(views);
    private readonly List<(CoreAction Action, int Number, int Position, int Block)> _actions = [];
    private readonly List<CoreState> _steps = [];
    private readonly HashSet<int> _heard = [];
    private readonly List<int> _final = [];
    private CoreVoters _voters = null!;

    /// <summary>States of one validator that were met.</summary>
    public int VoterStates => _voters.Count;

    /// <summary>Steps of a real core that were made to find them.</summary>
    public int CoreSteps => _voters.Transitions;

    /// <summary>How blocks became final in some state: by a commit certificate, by two certificates in a row.</summary>
    public (bool ByCommit, bool ByTwoChain) Reached { get; private set; }

    /// <summary>What went wrong; null for nothing.</summary>
    public string? Violation { get; private set; }

    /// <summary>Explores depth-first up to a number of states.</summary>
    public ModelResult Explore(long cap)
    {
        _voters = new CoreVoters(_chain, rules, usesSpec, views);
        FingerprintSet seen = new();
        Stack<CoreState> open = new([default(CoreState)]);
        seen.Add(default(CoreState).Fingerprint());
        while (open.TryPop(out CoreState state))
        {
            CollectFinal(state);
            for (int index = 0; index < 3; index++)
            {
                // Validators in one state can do the same.
                if (index > 0 && state[index] == state[index - 1])
                {
                    continue;
                }
                foreach (CoreState next in StepsOf(state, index))
                {
                    if (seen.Add(next.Fingerprint()))
                    {
                        open.Push(next);
                    }
                }
            }
            if (Violation is not null || seen.Count > cap)
            {
                return new ModelResult(seen.Count, IsExhausted: false, HasViolation: Violation is not null);
            }
        }
        return new ModelResult(seen.Count, IsExhausted: true, HasViolation: false);
    }

    // All that one validator can hear, up to its next signature.
    private List<CoreState> StepsOf(CoreState state, int index)
    {
        _steps.Clear();
        _heard.Clear();
        Stack<int> open = new([state[index]]);
        _heard.Add(state[index]);
        _actions.Clear();
        CollectActions(state, index);
        while (open.TryPop(out int from))
        {
            CheckVoter(_voters[from]);
            foreach ((CoreAction action, int number, int position, int block) in _actions)
            {
                if (!IsOpen(_voters[from], action.Kind))
                {
                    continue;
                }
                int next = _voters.Next(from, number, action);
                if (_voters[next].Statements != _voters[from].Statements)
                {
                    CoreState with = block == 0 ? state : state.WithBlock(position, block);
                    _steps.Add(with.With(index, next));
                }
                else if (block == 0 && _heard.Add(next))
                {
                    open.Push(next);
                }
            }
        }
        return _steps;
    }

    private bool IsOpen(CoreVoter voter, CoreActionKind kind) => kind switch
    {
        CoreActionKind.Timer => voter.View <= views && voter.Timeouts[voter.View] == 0,
        CoreActionKind.Restart => voter.Restarts < restarts,
        _ => true,
    };

    private void CollectActions(CoreState state, int index)
    {
        for (int position = 0; position < 2 * views; position++)
        {
            AddBlock(state, position);
        }
        // What lets a validator leave the last view changes nothing in it.
        for (int view = 1; view < views; view++)
        {
            AddTimeouts(state, index, view);
        }
        Add(new CoreAction(CoreActionKind.Timer));
        Add(new CoreAction(CoreActionKind.Restart));
    }

    private void Add(CoreAction action) => Add(action, 0, 0);

    private void Add(CoreAction action, int position, int block) =>
        _actions.Add((action, _voters.NumberOf(action), position, block));

    private void AddBlock(CoreState state, int position)
    {
        int block = state.BlockAt(position);
        if (block == 0)
        {
            // The two slots of a view are alike: the second is used only after the first.
            if (position % 2 == 0 || state.BlockAt(position - 1) != 0)
            {
                AddNewBlocks(state, position);
            }
            return;
        }
        Add(new CoreAction(CoreActionKind.Proposal, block));
        if (IsCertified(state, block))
        {
            Add(new CoreAction(CoreActionKind.Prevotes, block));
        }
        if (IsCommitted(state, block))
        {
            Add(new CoreAction(CoreActionKind.Commit, block));
        }
    }

    // On every certified block of an earlier view, with every TC that can be put together, and without one.
    private void AddNewBlocks(CoreState state, int position)
    {
        int view = (position / 2) + 1;
        for (int below = -1; below < 2 * (view - 1); below++)
        {
            int parent = below < 0 ? 0 : state.BlockAt(below);
            if (below >= 0 && (parent == 0 || !IsCertified(state, parent)))
            {
                continue;
            }
            AddNewBlock(position, parent, NoTimeout);
            if (view > 1 && _chain[parent].View < view - 1 && CountTimeouts(state, view - 1) >= 2)
            {
                foreach (int high in CertifiedUpTo(state, view - 1))
                {
                    AddNewBlock(position, parent, high);
                }
            }
        }
    }

    private void AddNewBlock(int position, int parent, int timeoutHigh)
    {
        CoreBlock block = _chain.Block((position / 2) + 1, position % 2, parent, timeoutHigh);
        Add(new CoreAction(CoreActionKind.Proposal, block.Number), position, block.Number);
    }

    private void AddTimeouts(CoreState state, int index, int view)
    {
        int left = _voters[state[index == 0 ? 1 : 0]].Timeouts[view] - 1;
        int right = _voters[state[index == 2 ? 1 : 2]].Timeouts[view] - 1;
        if (left >= 0)
        {
            Add(new CoreAction(CoreActionKind.Join, view, left));
        }
        if (right >= 0 && right != left)
        {
            Add(new CoreAction(CoreActionKind.Join, view, right));
        }
        if (CountTimeouts(state, view) >= 2)
        {
            foreach (int high in CertifiedUpTo(state, view))
            {
                Add(new CoreAction(CoreActionKind.Entry, view, high));
            }
        }
    }

    private int CountTimeouts(CoreState state, int view)
    {
        int count = 0;
        for (int index = 0; index < 3; index++)
        {
            count += _voters[state[index]].Timeouts[view] != 0 ? 1 : 0;
        }
        return count;
    }

    // What a TC of the view can report: as much as the signers chosen for it do.
    private List<int> CertifiedUpTo(CoreState state, int view)
    {
        List<int> reported = [];
        for (int index = 0; index < 3; index++)
        {
            int high = _voters[state[index]].Timeouts[view] - 1;
            if (high >= 0)
            {
                reported.Add(high);
            }
        }
        reported.Sort((left, right) => _chain[left].View.CompareTo(_chain[right].View));
        // The lowest is no highest of two, unless two report it.
        bool isShared = reported.Count > 1 && _chain[reported[0]].View == _chain[reported[1]].View;
        return [.. reported.Skip(isShared ? 0 : 1).Distinct()];
    }

    private bool IsCertified(CoreState state, int block)
    {
        int votes = 0;
        for (int index = 0; index < 3; index++)
        {
            votes += _voters[state[index]].Prevotes[_chain[block].View] == block ? 1 : 0;
        }
        return block == 0 || votes >= 2;
    }

    private bool IsCommitted(CoreState state, int block)
    {
        int votes = 0;
        for (int index = 0; index < 3; index++)
        {
            votes += Array.IndexOf(_voters[state[index]].Precommits, block) >= 0 ? 1 : 0;
        }
        return votes >= 2;
    }

    // Blocks that the signatures make final, whether anybody has put them together or not.
    private void CollectFinal(CoreState state)
    {
        _final.Clear();
        for (int position = 0; position < 2 * views; position++)
        {
            int block = state.BlockAt(position);
            if (block == 0)
            {
                continue;
            }
            bool committed = IsCommitted(state, block);
            bool followed = IsTwoChainFinal(state, block);
            Reached = (Reached.ByCommit || committed, Reached.ByTwoChain || followed);
            if (committed || followed)
            {
                CheckFinal(block);
                _final.Add(block);
            }
        }
    }

    private void CheckVoter(CoreVoter voter)
    {
        Violation ??= voter.Fault is null ? null : "a validator " + voter.Fault;
        CheckFinal(voter.Final);
    }

    private void CheckFinal(int block)
    {
        foreach (int other in _final)
        {
            if (!IsAncestor(other, block) && !IsAncestor(block, other))
            {
                Violation ??= $"two blocks are final: {_chain[block].Proposal.Header.View} and "
                    + $"{_chain[other].Proposal.Header.View}";
            }
        }
    }

    private bool IsTwoChainFinal(CoreState state, int block)
    {
        for (int position = 0; position < 2 * views; position++)
        {
            int child = state.BlockAt(position);
            if (child != 0 && _chain[child].Parent == block && _chain[child].View == _chain[block].View + 1
                && IsCertified(state, child) && IsCertified(state, block))
            {
                return true;
            }
        }
        return false;
    }

    private bool IsAncestor(int ancestor, int block)
    {
        while (block != ancestor && block != 0)
        {
            block = _chain[block].Parent;
        }
        return block == ancestor;
    }
}
