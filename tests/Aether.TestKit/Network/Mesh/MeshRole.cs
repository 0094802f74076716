namespace Aether.TestKit.Network.Mesh;

/// <summary>What a simulated node does.</summary>
public enum MeshRole : byte
{
    /// <summary>What the protocol says.</summary>
    Honest = 0,

    /// <summary>It joins meshes and passes nothing on.</summary>
    Silent = 1,

    /// <summary>It sends invalid messages, invented ids, repetitions and grafts.</summary>
    Spam = 2,

    /// <summary>It is silent, and has all its addresses in one neighbourhood and many connections.</summary>
    Sybil = 3,

    /// <summary>It behaves well until the attack begins, and then is silent or spams.</summary>
    Flash = 4,
}
