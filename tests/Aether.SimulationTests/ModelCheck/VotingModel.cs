using Aether.Consensus.HotStuff;

namespace Aether.SimulationTests.ModelCheck;

/// <summary>
/// Honest validators of equal stake and one Byzantine validator that votes for everything, two blocks in each view, all
/// orders of actions.
/// </summary>
/// <remarks>Whatever a validator could see, it may see: messages are lost and reordered at will.</remarks>
internal sealed class VotingModel(ConsensusRules rules, int views, int honest)
{
    private const int MaxStepsInView = 16;

    private readonly ModelRules _rules = new(rules);
    private readonly int[] _committed = new int[16];

    /// <summary>Explores depth-first up to a number of states, of which only fingerprints are kept.</summary>
    public ModelResult Explore(long cap)
    {
        FingerprintSet seen = new();
        seen.Add(default(ModelState).Fingerprint());
        Stack<ModelState> open = new([default(ModelState)]);
        List<ModelState> next = [];
        while (open.TryPop(out ModelState state))
        {
            if (HasConflict(state))
            {
                return new ModelResult(seen.Count, IsExhausted: false, HasViolation: true);
            }
            next.Clear();
            AddSuccessors(state, views, next);
            foreach (ModelState successor in next)
            {
                if (seen.Add(successor.Fingerprint()))
                {
                    open.Push(successor);
                }
            }
            if (seen.Count > cap)
            {
                return new ModelResult(seen.Count, IsExhausted: false, HasViolation: false);
            }
        }
        return new ModelResult(seen.Count, IsExhausted: true, HasViolation: false);
    }

    /// <summary>
    /// Walks at random to the end, again and again: some steps in the first view, some in the first two, and so on.
    /// </summary>
    public ModelResult Walk(int walks, TestKit.Simulation.SimulationRandom random)
    {
        List<ModelState> next = [];
        long states = 0;
        for (int walk = 0; walk < walks; walk++)
        {
            ModelState state = default;
            int steps = 0;
            for (int limit = 1; limit <= views;)
            {
                next.Clear();
                AddSuccessors(state, limit, next);
                if (next.Count == 0 || steps-- == 0)
                {
                    limit++;
                    steps = random.Below(MaxStepsInView);
                    continue;
                }
                state = next[random.Below(next.Count)];
                states++;
                if (HasConflict(state))
                {
                    return new ModelResult(states, IsExhausted: false, HasViolation: true);
                }
            }
        }
        return new ModelResult(states, IsExhausted: false, HasViolation: false);
    }

    private static int BlockAt(ModelState state, int position) => (int)(state.Blocks >> (8 * position)) & 0xFF;

    private void AddSuccessors(ModelState state, int limit, List<ModelState> next)
    {
        for (int index = 0; index < honest; index++)
        {
            for (int view = 1; view <= limit; view++)
            {
                AddPrevotes(state, index, view, next);
                AddTimeout(state, index, view, next);
            }
            AddPrecommits(state, index, next);
        }
    }

    private void AddPrevotes(ModelState state, int index, int view, List<ModelState> next)
    {
        for (int slot = 0; slot < 2; slot++)
        {
            int position = (2 * (view - 1)) + slot;
            int existing = BlockAt(state, position);
            // The two slots of a view are alike: the second is used only after the first.
            if (slot == 1 && BlockAt(state, position - 1) == 0)
            {
                continue;
            }
            if (existing != 0)
            {
                AddPrevote(state, index, position, existing, next);
                continue;
            }
            AddPrevote(state, index, position, _rules.Block(view, slot, 0), next);
            for (int parent = 0; parent < 2 * (view - 1); parent++)
            {
                int block = BlockAt(state, parent);
                if (block != 0 && IsCertified(state, parent))
                {
                    AddPrevote(state, index, position, _rules.Block(view, slot, block), next);
                }
            }
        }
    }

    private void AddPrevote(ModelState state, int index, int position, int block, List<ModelState> next)
    {
        ulong voter = state[index];
        int view = (position / 2) + 1;
        bool justified = _rules.IsJustified(block, -1)
            || (view > 1 && LowestTimeoutHigh(state, view - 1) is >= 0 and int high && _rules.IsJustified(block, high));
        if (!justified || ModelVoter.HasPrevote(voter, position)
            || !_rules.TryPrevote(ModelVoter.Record(voter), block, out int record))
        {
            return;
        }
        ulong voted = ModelVoter.WithPrevote(ModelVoter.WithRecord(voter, record), position);
        ModelState with = state with { Blocks = state.Blocks | ((ulong)block << (8 * position)) };
        next.Add(with.With(index, voted, honest));
    }

    private void AddPrecommits(ModelState state, int index, List<ModelState> next)
    {
        for (int position = 0; position < 2 * views; position++)
        {
            ulong voter = state[index];
            int block = BlockAt(state, position);
            if (block == 0 || ModelVoter.HasPrecommit(voter, position) || !IsCertified(state, position)
                || !_rules.TryPrecommit(ModelVoter.Record(voter), block, out int record))
            {
                continue;
            }
            ulong voted = ModelVoter.WithPrecommit(ModelVoter.WithRecord(voter, record), position);
            next.Add(state.With(index, voted, honest));
        }
    }

    private void AddTimeout(ModelState state, int index, int view, List<ModelState> next)
    {
        ulong voter = state[index];
        if (ModelVoter.Timeout(voter, view) == 0
            && _rules.TryTimeout(ModelVoter.Record(voter), view, out int record))
        {
            int high = _rules.LockOf(ModelVoter.Record(voter));
            ulong voted = ModelVoter.WithTimeout(ModelVoter.WithRecord(voter, record), view, high);
            next.Add(state.With(index, voted, honest));
        }
    }

    private bool IsQuorum(int honestVotes) => _rules.IsQuorum(honestVotes + 1, honest + 1);

    private bool IsCertified(ModelState state, int position)
    {
        int votes = 0;
        for (int index = 0; index < honest; index++)
        {
            votes += ModelVoter.HasPrevote(state[index], position) ? 1 : 0;
        }
        return IsQuorum(votes);
    }

    private bool IsCommitted(ModelState state, int position)
    {
        int votes = 0;
        for (int index = 0; index < honest; index++)
        {
            votes += ModelVoter.HasPrecommit(state[index], position) ? 1 : 0;
        }
        return IsQuorum(votes);
    }

    // The lowest highest certificate view over all timeout certificates that the adversary can put together; -1 for
    // none.
    private int LowestTimeoutHigh(ModelState state, int view)
    {
        for (int high = 0; high < view; high++)
        {
            int votes = 0;
            for (int index = 0; index < honest; index++)
            {
                int reported = ModelVoter.Timeout(state[index], view);
                votes += reported != 0 && reported - 1 <= high ? 1 : 0;
            }
            if (votes > 0 && IsQuorum(votes))
            {
                return high;
            }
        }
        return -1;
    }

    private bool HasConflict(ModelState state)
    {
        int count = 0;
        for (int position = 0; position < 2 * views; position++)
        {
            int block = BlockAt(state, position);
            if (block != 0 && (IsCommitted(state, position) || IsTwoChainFinal(state, position, block)))
            {
                _committed[count++] = block;
            }
        }
        for (int left = 0; left < count; left++)
        {
            for (int right = left + 1; right < count; right++)
            {
                if (!IsAncestor(_committed[left], _committed[right])
                    && !IsAncestor(_committed[right], _committed[left]))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool IsTwoChainFinal(ModelState state, int position, int block)
    {
        if (!IsCertified(state, position))
        {
            return false;
        }
        for (int other = 0; other < 2 * views; other++)
        {
            int child = BlockAt(state, other);
            if (child != 0 && _rules.IsTwoChain(block, child) && IsCertified(state, other))
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
            block = _rules.ParentOf(block);
        }
        return block == ancestor;
    }
}
