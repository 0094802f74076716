using System.Text.Json;

namespace Aether.Node.Lifecycle;

/// <summary><c>endpoints.json</c> in a data folder: where the servers of the process that runs there are.</summary>
internal static class EndpointsFile
{
    /// <summary>Its name.</summary>
    public const string Name = "endpoints.json";

    /// <summary>Writes the members of one node into an open object: those that are there.</summary>
    public static void WriteMembers(Utf8JsonWriter json, NodeEndpoints endpoints)
    {
        json.WriteNumber("pid", Environment.ProcessId);
        foreach ((string name, string? address) in endpoints.ByName)
        {
            if (address is not null)
            {
                json.WriteString(name, address);
            }
        }
    }

    /// <summary>Writes the file of one node, whole or not at all.</summary>
    public static void Write(string folder, NodeEndpoints endpoints) => Write(folder, json =>
    {
        WriteMembers(json, endpoints);
    });

    /// <summary>Writes the file with other members.</summary>
    public static void Write(string folder, Action<Utf8JsonWriter> members) =>
        WriteTo(Path.Combine(folder, Name), members);

    /// <summary>Writes a file of this kind elsewhere.</summary>
    public static void WriteTo(string path, Action<Utf8JsonWriter> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        File.WriteAllBytes(path + ".tmp", stream.ToArray());
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Removes the file: nothing is served any more.</summary>
    public static void Remove(string folder) => File.Delete(Path.Combine(folder, Name));
}
