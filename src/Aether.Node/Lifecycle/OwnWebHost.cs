using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aether.Node.Lifecycle;

/// <summary>Makes web servers inside this process that hear of nothing but what the node tells them.</summary>
/// <remarks>
/// The usual builders also read `appsettings.json` of the folder that the node was started in, and environment
/// variables: either can open endpoints on any address. They watch that folder for changes as well.
/// </remarks>
internal static class OwnWebHost
{
    /// <summary>A builder with Kestrel and nothing else.</summary>
    public static WebApplicationBuilder CreateBuilder(Action<KestrelServerOptions> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(configure);
        builder.Services.AddSingleton<IHostLifetime, UnsignalledLifetime>();
        return builder;
    }
}
