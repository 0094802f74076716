using Aether.BenchKit.Measurement;
using Aether.Crypto.Hashing;
using Aether.KernelBench.Peers;

namespace Aether.KernelBench.Rows;

/// <summary>SHA-256 of one short tagged message, as every identifier is made.</summary>
internal sealed class Sha256OneRow : KernelRow
{
    private readonly byte[] _message = new byte[64];
    private readonly byte[] _tagged = [.. "aeth/tx/v1"u8, .. new byte[64]];
    private readonly byte[] _digest = new byte[32];

    public override string Kernel => "sha256-tagged-64";

    public override string Operation => "hash";

    public override string Peer => OpenSsl.Name;

    public override string? PeerMissingReason => OpenSsl.MissingReason;

    public override void Prepare()
    {
        if (OpenSsl.MissingReason is null)
        {
            Require(OpenSsl.Sha256(_tagged, _digest), "OpenSSL has no SHA-256");
            Require(Sha256Tagged.Hash("aeth/tx/v1"u8, _message).Span.SequenceEqual(_digest), "OpenSSL differs");
        }
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            _message[0] = Sha256Tagged.Hash("aeth/tx/v1"u8, _message).Span[0];
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            _ = OpenSsl.Sha256(_tagged, _digest);
    }
}
