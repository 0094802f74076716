using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aether.RpcBench;

/// <summary>A server in a process of its own, on the processors of the thread that starts it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(string name, Process process, int port)
    {
        Name = name;
        _process = process;
        Port = port;
    }

    /// <summary>Which server.</summary>
    public string Name { get; }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a server.</summary>
    public static ServerProcess Start(string name)
    {
        string[] command = Environment.GetCommandLineArgs();
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(command[0]);
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add(name);
        Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadLine() ?? "";
        return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? new ServerProcess(name, process, port)
            : throw new InvalidOperationException($"the server {name} did not start: {line}");
    }

    /// <summary>The process's own side: serves until its input ends.</summary>
    public static async Task<int> ServeAsync(string name)
    {
        int port;
        switch (name)
        {
            case "node":
            case "node without the small reader":
                port = await StartNodeAsync(name == "node").ConfigureAwait(false);
                break;
            case "kestrel":
                port = await StartKestrelAsync().ConfigureAwait(false);
                break;
            default:
                return 2;
        }
        Console.WriteLine(port.ToString(CultureInfo.InvariantCulture));
        await Console.In.ReadToEndAsync().ConfigureAwait(false);
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    // The whole table of methods; each answers a number, as the peer does.
    private static async Task<int> StartNodeAsync(bool fast)
    {
        RpcRegistry registry = new(RpcCatalogue.All.Select(info => new RpcEntry(
            info with { Lane = RpcLane.Light }, (_, json) => json.WriteNumberValue(Height()), null)));
        JsonRpcDispatcher dispatcher = new(registry, (_, _) => { });
        RpcServer server = await RpcServer.StartAsync(
            0,
            new RpcFront(dispatcher, () => new NodeHealth(true, "bench", "0x", 0, 0, null, null)),
            new RpcServerOptions { IsFast = fast }).ConfigureAwait(false);
        return server.Address.Port;
    }

    private static async Task<int> StartKestrelAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.Run(AnswerAsync);
        await application.StartAsync().ConfigureAwait(false);
        string address = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address).Port;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body).ConfigureAwait(false);
        JsonElement root = request.RootElement;
        ArrayBufferWriter<byte> body = new(256);
        using (Utf8JsonWriter json = new(body))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            if (root.GetProperty("method"u8).ValueEquals("aeth_blockNumber"u8))
            {
                json.WriteNumber("result"u8, Height());
            }
            json.WriteNumber("id"u8, root.GetProperty("id"u8).GetInt64());
            json.WriteEndObject();
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory).ConfigureAwait(false);
    }

    private static long Height() => Environment.TickCount64;
}
