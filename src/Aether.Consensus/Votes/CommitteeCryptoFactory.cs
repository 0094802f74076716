using System.Diagnostics.CodeAnalysis;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>The real signature checks of every epoch of a chain.</summary>
/// <remarks>Keeps the decoded keys of the last two sets: most epochs have the set of the one before.</remarks>
public sealed class CommitteeCryptoFactory : IConsensusCryptoFactory
{
    private readonly Genesis _genesis;
    private (Hash256 Set, CommitteeCrypto Crypto) _last;
    private (Hash256 Set, CommitteeCrypto Crypto) _before;

    private CommitteeCryptoFactory(Genesis genesis, CommitteeCrypto first)
    {
        _genesis = genesis;
        _last = (genesis.Validators.ComputeHash(), first);
        _before = _last;
    }

    /// <summary>Checks the genesis set, proofs of possession included; false names the first bad key.</summary>
    public static bool TryCreate(
        Genesis genesis, [NotNullWhen(true)] out CommitteeCryptoFactory? factory, out string reason)
    {
        bool ok = CommitteeCrypto.TryCreate(genesis, out CommitteeCrypto? crypto, out reason);
        factory = ok ? new CommitteeCryptoFactory(genesis, crypto!) : null;
        return ok;
    }

    /// <inheritdoc/>
    /// <exception cref="InvariantViolationException">The chain fixed a set with a key that is none.</exception>
    public IConsensusCrypto Create(EpochContext epoch)
    {
        Hash256 set = epoch.Validators.ComputeHash();
        if (_last.Set == set)
        {
            return _last.Crypto;
        }
        if (_before.Set == set)
        {
            return _before.Crypto;
        }
        if (!CommitteeCrypto.TryCreate(_genesis, epoch.Validators, out CommitteeCrypto? crypto, out string reason))
        {
            throw new InvariantViolationException($"epoch {epoch.Epoch}: {reason}");
        }
        _before = _last;
        _last = (set, crypto);
        return crypto;
    }
}
