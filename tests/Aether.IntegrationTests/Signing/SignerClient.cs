using System.Net.Sockets;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Node.Signing;
using Xunit;

namespace Aether.IntegrationTests.Signing;

/// <summary>A bare connection to a signer process: asks whatever a test wants, without a node's own care.</summary>
internal sealed class SignerClient : IDisposable
{
    private readonly NetworkStream _stream;
    private ulong _nextId = 1;

    public SignerClient(SignerEndpoint endpoint, Hash256 genesisHash, BlsPublicKey key, SignerRecord? answered = null)
    {
        _stream = new NetworkStream(endpoint.Connect(5_000), ownsSocket: true) { ReadTimeout = 20_000 };
        Welcome = Exchange(new SignerHello(SignerHello.CurrentVersion, genesisHash, key, answered))
            ?? throw new IOException("the signer closed the connection");
    }

    /// <summary>Its answer to the greeting.</summary>
    public SignerReply Welcome { get; }

    /// <summary>The answer; null when the signer is gone.</summary>
    public SignerReply? Ask(SignRequest request) => Exchange(new SignerAsk(_nextId++, request));

    public void Dispose() => _stream.Dispose();

    private SignerReply? Exchange(SignerMessage message)
    {
        try
        {
            SignerFrames.Write(_stream, Ace.Encode(message));
            byte[]? frame = SignerFrames.Read(_stream, Limits.Signer.MaxReplyBytes);
            if (frame is null)
            {
                return null;
            }
            Assert.True(Ace.TryDecode(frame, out SignerReply reply, out DecodeError error), error.ToString());
            return reply;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
