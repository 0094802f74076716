using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>Finds objects, and says what to do where there is none.</summary>
internal static class ObjectLookup
{
    /// <summary>An object in any form.</summary>
    public static async Task<ObjectInfo> RequireAsync(
        AetherClient client, ObjectId id, BlockTag tag, CancellationToken cancellation) =>
        await client.GetObjectAsync(id, tag, cancellation).ConfigureAwait(false) is { } info
            ? info
            : throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no object {id}",
                "it was not made, or it was deleted", $"check the identifier, or ask with --at latest");

    /// <summary>The record of a live object.</summary>
    public static ObjectRecord RequireLive(ObjectInfo info) =>
        info.Record ?? throw (info.Tombstone is null
            ? new EndpointException($"the node sent an object of an unknown form for {info.Id}")
            : new CliException(
                ExitCode.NotFound, ErrorCode.Archived, $"{info.Id} is archived",
                "its rent was not paid and its deposit is used up",
                $"aetherctl object restore {info.Id} --record FILE --from KEYFILE"));

    /// <summary>What a live asset is.</summary>
    public static AssetData RequireAsset(ObjectInfo info)
    {
        RequireLive(info);
        return info.Asset ?? throw new CliException(
            ExitCode.NotFound, ErrorCode.NotFound, $"{info.Id} is no asset",
            "it is an object of another kind", $"aetherctl object show {info.Id}");
    }
}
