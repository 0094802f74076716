namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// All that is known of a method: what <c>rpc.discover</c>, <c>src/docs/specs/json-rpc.md</c> and the tests are made
/// from.
/// </summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Summary">One line for people.</param>
internal sealed record RpcMethodInfo(string Name, string Summary)
{
    /// <summary>Positional parameters; the required ones come first.</summary>
    public RpcParameterInfo[] Parameters { get; init; } = [];

    /// <summary>The type of the result, in the notation of <see cref="RpcType"/>.</summary>
    public string Result { get; init; } = "any";

    /// <summary>What a reader must know of the result beside its type; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>Errors of its own, beside those every method has.</summary>
    public RpcErrorCode[] Errors { get; init; } = [];

    /// <summary>Units of a client's budget that one call takes.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>Where it runs.</summary>
    public RpcLane Lane { get; init; }

    /// <summary>It reads the chain: the options <c>context</c> and <c>minSlot</c> may follow its parameters.</summary>
    public bool IsRead { get; init; }

    /// <summary>It is only on the admin socket.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>It is not answered inside a batch: what follows it there would ask another node.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Calls that work.</summary>
    public RpcExample[] Examples { get; init; } = [];
}
