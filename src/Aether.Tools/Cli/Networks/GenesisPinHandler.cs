using System.Net.Http.Headers;
using System.Text.Json;
using Aether.Core.Types;

namespace Aether.Tools.Cli.Networks;

/// <summary>
/// Before the first request to a named network: asks which chain answers there, pins it on first use, and refuses
/// another one afterwards.
/// </summary>
internal sealed class GenesisPinHandler(HttpMessageHandler inner, string network, CliEnvironment environment)
    : DelegatingHandler(inner)
{
    private static readonly byte[] s_question =
        """{"jsonrpc":"2.0","id":1,"method":"aeth_chainId","params":[]}"""u8.ToArray();

    private bool _isChecked;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_isChecked)
        {
            await CheckAsync(request.RequestUri!, cancellationToken).ConfigureAwait(false);
            _isChecked = true;
        }
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckAsync(Uri address, CancellationToken cancellation)
    {
        using HttpRequestMessage question = new(HttpMethod.Post, new Uri(address, address.AbsolutePath));
        question.Content = new ByteArrayContent(s_question);
        question.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await base.SendAsync(question, cancellation).ConfigureAwait(false);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        if (!TryRead(body, out string chainId, out string genesis))
        {
            // Not a node, or one in trouble: the command's own request says so better.
            return;
        }
        NetworkFile file = NetworkFile.Read(environment.GetVariable);
        NetworkProfile profile = file.Require(network);
        if (profile.GenesisHash is null)
        {
            file.Set(network, profile with { GenesisHash = genesis, ChainId = chainId });
        }
        else if (!string.Equals(profile.GenesisHash, genesis, StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException(
                ExitCode.VerificationFailed, ErrorCode.WrongGenesis,
                $"{address} serves another chain than network {network}",
                $"pinned is {profile.GenesisHash}, the node says {genesis} ({chainId})",
                $"check the address; for a chain made anew: aetherctl network rm {network}, then add it again");
        }
    }

    private static bool TryRead(byte[] body, out string chainId, out string genesis)
    {
        (chainId, genesis) = ("", "");
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("result", out JsonElement result)
                && result.ValueKind == JsonValueKind.Object
                && result.TryGetProperty("genesisHash", out JsonElement hash)
                && result.TryGetProperty("chainId", out JsonElement id)
                && hash.ValueKind == JsonValueKind.String && id.ValueKind == JsonValueKind.String)
            {
                (chainId, genesis) = (id.GetString()!, hash.GetString()!);
            }
        }
        catch (JsonException)
        {
            return false;
        }
        return Hash256.TryParse(genesis, out _);
    }
}
