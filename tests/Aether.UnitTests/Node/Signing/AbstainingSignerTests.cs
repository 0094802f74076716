using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class AbstainingSignerTests
{
    private const ulong FromMs = 1_000;

    private static readonly SignRequest[] s_binding =
    [
        new VoteSignRequest(VoteKind.Prevote, 1, 2, default),
        new VoteSignRequest(VoteKind.Precommit, 1, 2, default),
        new TimeoutSignRequest(1, 2, 1),
    ];

    private readonly AbstainingSigner _signer;
    private int _ends;

    public AbstainingSignerTests() => _signer = new AbstainingSigner(new WillingSigner(), FromMs, () => _ends++);

    [Fact]
    public void Signer_BeforeTwoFinalBlocksOfTheTime_SignsOnlyDraws()
    {
        _signer.NoteFinal(FromMs - 1);
        _signer.NoteFinal(FromMs - 1);
        _signer.NoteFinal(FromMs);

        Assert.All(s_binding, request => Assert.False(_signer.TrySign(request, out _, out _)));
        Assert.True(_signer.TrySign(new VrfSignRequest(2, []), out _, out _));
        Assert.Equal(0, _ends);
    }

    [Fact]
    public void Signer_AfterTwoFinalBlocksOfTheTime_SignsEverythingAndSaysSoOnce()
    {
        for (ulong later = 0; later < 4; later++)
        {
            _signer.NoteFinal(FromMs + later);
        }

        Assert.All(s_binding, request => Assert.True(_signer.TrySign(request, out _, out _)));
        Assert.Equal(1, _ends);
    }

    private sealed class WillingSigner : IValidatorSigner
    {
        public bool TrySign(SignRequest request, out byte[] signature, out string reason)
        {
            (signature, reason) = ([1], "");
            return true;
        }
    }
}
