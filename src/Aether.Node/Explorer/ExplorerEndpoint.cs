using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Aether.Node.Explorer;

/// <summary>Serves the explorer below <c>/explorer</c>: files, their caching, and what its pages may do.</summary>
internal sealed class ExplorerEndpoint(ExplorerFiles files)
{
    /// <summary>Where the explorer lives.</summary>
    public const string Root = "/explorer";

    /// <summary>
    /// A page of the explorer loads from and speaks to its own node alone, and nobody may frame it. 'self' covers the
    /// WebSocket of the same host and port.
    /// </summary>
    public const string Policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private const string NotBuilt =
        "This node was built without the explorer.\n"
        + "Build it with './build.sh build' (or 'npm ci && npm run build' in src/apps/explorer, then the node),\n"
        + "and start the node again. JSON-RPC and everything else work without it.\n";

    /// <summary>The explorer that this program was built with.</summary>
    public static ExplorerEndpoint Embedded { get; } = new(ExplorerFiles.Embedded.Value);

    /// <summary>Whether a path belongs to the explorer.</summary>
    public static bool Handles(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    /// <summary>Answers a request for a path that <see cref="Handles"/>.</summary>
    public Task ServeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            const string Reason = "the explorer answers GET and HEAD\n";
            return WriteTextAsync(context, StatusCodes.Status405MethodNotAllowed, Reason);
        }
        if (!files.IsBuilt)
        {
            return WriteTextAsync(context, StatusCodes.Status404NotFound, NotBuilt);
        }
        string path = request.Path.Value![Root.Length..].TrimStart('/');
        return files.Find(path) is { } file
            ? WriteFileAsync(context, file)
            : WriteTextAsync(context, StatusCodes.Status404NotFound, "the explorer has no such file\n");
    }

    private static Task WriteFileAsync(HttpContext context, ExplorerFile file)
    {
        HttpResponse response = context.Response;
        Protect(response);
        response.Headers.ETag = file.Tag;
        // The page is asked for again each time, so that a new build shows at once; what it names never changes.
        response.Headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        if (IsKnown(context.Request.Headers.IfNoneMatch, file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(file.Content, context.RequestAborted).AsTask();
    }

    private static bool IsKnown(StringValues known, string tag)
    {
        foreach (string? list in known)
        {
            foreach (Range part in (list ?? "").AsSpan().Split(','))
            {
                ReadOnlySpan<char> candidate = list.AsSpan()[part].Trim();
                candidate = candidate.StartsWith("W/", StringComparison.Ordinal) ? candidate[2..] : candidate;
                if (candidate.SequenceEqual(tag) || candidate is "*")
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        Protect(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
