using System.Text.Json;

namespace Aether.Tools.Cli.Networks;

/// <summary>
/// The networks of a user, and the names of addresses: <c>networks.json</c> in <c>$XDG_CONFIG_HOME/aether</c>, else
/// <c>~/.config/aether</c>. For its owner alone, replaced whole or not at all.
/// </summary>
/// <remarks>Two commands at once may lose one's change; the file stays whole.</remarks>
internal sealed class NetworkFile
{
    private const int SchemaVersion = 1;
    private const int MaxBytes = 1 << 20;
    private const int MaxNameLength = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;

    private NetworkFile(string? path, NetworkFileContent content)
    {
        _path = path;
        Content = content;
    }

    /// <summary>What the file holds.</summary>
    public NetworkFileContent Content { get; private set; }

    /// <summary>Reads the user's file; one that is missing is empty.</summary>
    public static NetworkFile Read(Func<string, string?> getVariable)
    {
        string? path = PathOf(getVariable);
        return path is not null && File.Exists(path)
            ? new NetworkFile(path, Parse(path))
            : new NetworkFile(path, new NetworkFileContent(SchemaVersion, null, []));
    }

    /// <summary>The network of a name.</summary>
    public NetworkProfile Require(string name)
    {
        if (Content.Networks.TryGetValue(name, out NetworkProfile? profile))
        {
            return profile;
        }
        string? nearest = NearestName.To(name, Content.Networks.Keys);
        throw new CliException(
            ExitCode.Usage, ErrorCode.BadNetwork, $"no network is named {name}",
            Content.Networks.Count == 0
                ? "none has been added"
                : $"there are: {string.Join(", ", Content.Networks.Keys)}",
            nearest is null ? $"aetherctl network add {name} --url URL" : $"did you mean {nearest}?");
    }

    /// <summary>Refuses what cannot name a network.</summary>
    public static void CheckName(string name)
    {
        bool ok = name.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterOrDigit(name[0])
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        if (!ok)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.BadNetwork, $"{name} cannot name a network",
                $"a name starts with a letter or digit and has at most {MaxNameLength} letters, digits, -, _ and .",
                "give another name");
        }
    }

    /// <summary>Adds or replaces a network.</summary>
    public void Set(string name, NetworkProfile profile)
    {
        Content.Networks[name] = profile;
        Write();
    }

    /// <summary>Chooses the network that commands use when nothing else is given; null for none.</summary>
    public void Use(string? name)
    {
        Content = Content with { Current = name };
        Write();
    }

    /// <summary>Forgets a network and its pin.</summary>
    public void Remove(string name)
    {
        Content.Networks.Remove(name);
        Content = Content.Current == name ? Content with { Current = null } : Content;
        Write();
    }

    /// <summary>Names an address.</summary>
    public void SetAddress(string name, string address)
    {
        Content = Content with { Addresses = Content.Addresses ?? [] };
        Content.Addresses![name] = address;
        Write();
    }

    /// <summary>Forgets the name of an address.</summary>
    public void RemoveAddress(string name)
    {
        Content.Addresses?.Remove(name);
        Content = Content.Addresses is { Count: 0 } ? Content with { Addresses = null } : Content;
        Write();
    }

    private static string? PathOf(Func<string, string?> getVariable)
    {
        // The base directory rules ignore a path that is not absolute.
        string? settings = getVariable("XDG_CONFIG_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)
            ? given
            : getVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config") : null;
        return settings is null ? null : Path.Combine(settings, "aether", "networks.json");
    }

    private static NetworkFileContent Parse(string path)
    {
        byte[] bytes = Inputs.File(path, MaxBytes);
        try
        {
            NetworkFileContent? content =
                JsonSerializer.Deserialize(bytes, NetworkJsonContext.Default.NetworkFileContent);
            if (content is { SchemaVersion: SchemaVersion }
                && content.Networks.Values.All(profile => profile is not null)
                && content.Addresses?.ContainsValue(null!) != true
                && (content.Current is null || content.Networks.ContainsKey(content.Current)))
            {
                return content;
            }
        }
        catch (JsonException)
        {
            // Answered below, as any other file that is none.
        }
        throw new CliException(
            ExitCode.Usage, ErrorCode.BadFile, $"{path} is no file of networks",
            "it is what `aetherctl network add` writes, in another form or damaged",
            "move it away and add the networks again");
    }

    private void Write()
    {
        string path = _path ?? throw new CliException(
            ExitCode.Denied, ErrorCode.CannotWrite, "there is no folder for settings",
            "neither XDG_CONFIG_HOME nor HOME is set", "set one of them");
        string partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }
            using (FileStream stream = new(partial, options))
            {
                JsonSerializer.Serialize(stream, Content, NetworkJsonContext.Default.NetworkFileContent);
                stream.WriteByte((byte)'\n');
                stream.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new CliException(
                ExitCode.Denied, ErrorCode.CannotWrite, $"cannot write {path}",
                "the folder is not writable or full", "check the permissions of the folder");
        }
    }
}
