using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.TestKit.Network.Mesh;

namespace Aether.SimulationRunner;

/// <summary>Runs gossip of many nodes, honest and with each kind of attacker, and prints what became of it.</summary>
internal static class MeshCommand
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>0: every run met what is asked of it; 1: one did not; 2: the command line is wrong.</summary>
    public static int Run(string[] arguments)
    {
        int nodes = 200;
        int seconds = 60;
        ulong seed = 1;
        bool json = false;
        for (int index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] == "--json")
            {
                json = true;
            }
            else if (index + 1 >= arguments.Length
                || !uint.TryParse(arguments[index + 1], CultureInfo.InvariantCulture, out uint value)
                || !TrySet(arguments[index++], value, ref nodes, ref seconds, ref seed))
            {
                Console.Error.WriteLine("sim: --mesh takes --nodes N, --seconds S, --seed S and --json.");
                return 2;
            }
        }
        List<MeshResult> results = [];
        foreach (MeshRole attack in Enum.GetValues<MeshRole>())
        {
            long start = Stopwatch.GetTimestamp();
            results.Add(new MeshSimulation(new MeshSettings
            {
                Seed = seed,
                Nodes = nodes,
                RunMs = 1_000 * seconds,
                Attack = attack,
                AttackerPercent = attack == MeshRole.Honest ? 0 : 30,
            }).Run());
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"sim: mesh, {attack}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        }
        Console.Write(json ? JsonSerializer.Serialize(results, s_json) + Environment.NewLine : MeshTable.Of(results));
        return results.TrueForAll(static result => result.DeliveredTwice == 0 && result.LeastRatio >= 0.999) ? 0 : 1;
    }

    private static bool TrySet(string name, uint value, ref int nodes, ref int seconds, ref ulong seed)
    {
        switch (name)
        {
            case "--nodes" when value is >= 10 and <= 1_000:
                nodes = (int)value;
                return true;
            case "--seconds" when value is >= 10 and <= 3_600:
                seconds = (int)value;
                return true;
            case "--seed":
                seed = value;
                return true;
            default:
                return false;
        }
    }
}
