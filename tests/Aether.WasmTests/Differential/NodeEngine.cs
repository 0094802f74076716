using System.Buffers.Binary;
using System.Diagnostics;
using Aether.TestKit.Wasm;

namespace Aether.WasmTests.Differential;

/// <summary>V8 behind a pipe: modules go in, lines come out, in one process of node.</summary>
internal sealed class NodeEngine : IDisposable
{
    private readonly Process _process;

    public NodeEngine()
    {
        var start = new ProcessStartInfo("node", ["--no-wasm-tier-up", ScriptPath()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("node does not start");
    }

    /// <summary>How each module ended, in order.</summary>
    public string[] Run(IReadOnlyList<GeneratedModule> modules)
    {
        // Read beside the writing: a pipe that is full on both sides would stop both.
        Task<string[]> reading = Task.Run(() => ReadLines(modules.Count));
        Stream input = _process.StandardInput.BaseStream;
        Span<byte> head = stackalloc byte[12];
        foreach (GeneratedModule module in modules)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, module.Bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], module.Calls);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], module.Globals);
            input.Write(head);
            input.Write(module.Bytes);
        }
        input.Flush();
        return reading.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string ScriptPath()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Aether.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return Path.Combine(folder ?? ".", "tests", "tools", "wasm-differential.mjs");
    }

    private string[] ReadLines(int count)
    {
        var lines = new string[count];
        for (int i = 0; i < count; i++)
        {
            lines[i] = _process.StandardOutput.ReadLine() ?? throw new EndOfStreamException("node ended early");
        }
        return lines;
    }
}
