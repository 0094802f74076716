using System.Diagnostics;

namespace Aether.WasmTests;

/// <summary>Modules written as text, put into bytes by Debian's `wat2wasm`.</summary>
internal static class WatText
{
    /// <summary>The module of a text that is one.</summary>
    public static byte[] Compile(string text)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("wat");
        try
        {
            string source = Path.Combine(folder.FullName, "module.wat");
            string module = Path.Combine(folder.FullName, "module.wasm");
            File.WriteAllText(source, text);
            using Process process = Process.Start(new ProcessStartInfo("wat2wasm", [source, "-o", module])
            {
                RedirectStandardError = true,
            })!;
            string problem = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? File.ReadAllBytes(module) : throw new InvalidOperationException(problem);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
