namespace Aether.Node.Options.Model;

/// <summary>Defaults that follow from the kind of network and the role.</summary>
internal static class ConfigPreset
{
    private static readonly (string Network, string Key, string Value)[] s_networks =
    [
        // A developer's disk is often nearly full: amounts say more than shares.
        ("dev", "disk.warn", "5GiB"),
        ("dev", "disk.pause", "2GiB"),
        ("dev", "disk.stop", "1GiB"),
        ("dev", "snapshots.rate", "0"),
        ("dev", "storage.index", "accounts"),
        ("dev", "shutdown.timeout", "10s"),
    ];

    private static readonly (string Role, string Key, string Value)[] s_roles =
    [
        ("archive", "storage.pruning", "archive"),
    ];

    /// <summary>All of them, for the reference.</summary>
    public static IEnumerable<(string Of, string Key, string Value)> All =>
        s_networks.Select(entry => ($"network {entry.Network}", entry.Key, entry.Value))
            .Concat(s_roles.Select(entry => ($"role {entry.Role}", entry.Key, entry.Value)));

    /// <summary>The values of a network and a role; a role's go before a network's.</summary>
    public static ConfigLayer Of(string network, string role)
    {
        ConfigLayer layer = new(ConfigSource.Preset);
        foreach ((_, string key, string value) in s_networks.Where(entry => entry.Network == network))
        {
            layer.Add(NodeOptionTable.Of(key), value, $"network {network}");
        }
        foreach ((_, string key, string value) in s_roles.Where(entry => entry.Role == role))
        {
            layer.Add(NodeOptionTable.Of(key), value, $"role {role}");
        }
        return layer;
    }
}
