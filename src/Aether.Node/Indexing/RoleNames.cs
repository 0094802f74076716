namespace Aether.Node.Indexing;

/// <summary>The roles by the names that clients use.</summary>
internal static class RoleNames
{
    /// <summary>Each role with its name, in the order in which they are told.</summary>
    public static IReadOnlyList<(AccountRoles Role, string Name)> All { get; } =
    [
        (AccountRoles.Payer, "payer"),
        (AccountRoles.Signer, "signer"),
        (AccountRoles.Sender, "sender"),
        (AccountRoles.Receiver, "receiver"),
        (AccountRoles.Spender, "spender"),
        (AccountRoles.Owner, "owner"),
        (AccountRoles.Called, "called"),
        (AccountRoles.Declared, "declared"),
    ];

    /// <summary>All names, for messages.</summary>
    public static string List { get; } = string.Join(", ", All.Select(entry => entry.Name));

    /// <summary>The role of a name; none for an unknown one.</summary>
    public static AccountRoles Find(string name) => All.FirstOrDefault(entry => entry.Name == name).Role;
}
