using Aether.BenchKit.Measurement;
using Aether.Crypto.Hashing;
using Aether.KernelBench.Peers;

namespace Aether.KernelBench.Rows;

/// <summary>Both identifiers of a transfer: SHA-256 of two tagged messages side by side.</summary>
internal sealed class Sha256TwoRow : KernelRow
{
    private const int BodyBytes = 304;
    private const int TransferBytes = 404;

    private readonly byte[] _transfer = new byte[TransferBytes];
    private readonly byte[] _taggedBody = [.. "aeth/tx/v1"u8, .. new byte[BodyBytes]];
    private readonly byte[] _taggedTransfer = [.. "aeth/wtx/v1"u8, .. new byte[TransferBytes]];
    private readonly byte[] _digests = new byte[2 * Sha256Message.DigestBytes];
    private readonly byte[] _digest = new byte[Sha256Message.DigestBytes];

    public override string Kernel => "sha256-two-tagged";

    public override string Operation => "transaction";

    public override string Peer => OpenSsl.Name;

    public override string? PeerMissingReason => OpenSsl.MissingReason;

    public override void Prepare()
    {
        RunKernel(1);
        if (OpenSsl.MissingReason is null)
        {
            Require(OpenSsl.Sha256(_taggedBody, _digest), "OpenSSL has no SHA-256");
            Require(_digests.AsSpan(0, _digest.Length).SequenceEqual(_digest), "OpenSSL differs in the first");
            Require(OpenSsl.Sha256(_taggedTransfer, _digest), "OpenSSL has no SHA-256");
            Require(_digests.AsSpan(_digest.Length).SequenceEqual(_digest), "OpenSSL differs in the second");
        }
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            Sha256Message.HashTwo(
                "aeth/tx/v1"u8, _transfer.AsSpan(0, BodyBytes), "aeth/wtx/v1"u8, _transfer, _digests);
        }
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            _ = OpenSsl.Sha256(_taggedBody, _digest);
            _ = OpenSsl.Sha256(_taggedTransfer, _digest);
        }
    }
}
