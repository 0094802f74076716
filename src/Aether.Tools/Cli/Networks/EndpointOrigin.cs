namespace Aether.Tools.Cli.Networks;

/// <summary>What chose the address of the node, from the strongest.</summary>
internal enum EndpointOrigin
{
    /// <summary>The option --rpc.</summary>
    Option,

    /// <summary>The option --network.</summary>
    NamedNetwork,

    /// <summary>What the folder of --data says.</summary>
    Folder,

    /// <summary>The variable.</summary>
    Variable,

    /// <summary>The network in use.</summary>
    CurrentNetwork,

    /// <summary>Nothing: the address of a node on this machine.</summary>
    Default,
}
