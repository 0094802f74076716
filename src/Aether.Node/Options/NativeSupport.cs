using Aether.Native;
using Aether.Native.RocksDb;

namespace Aether.Node.Options;

/// <summary>Checks the third-party native libraries before anything needs them.</summary>
internal static class NativeSupport
{
    /// <summary>Fails when keys cannot be used.</summary>
    /// <exception cref="NodeStartException">A library is missing; the sentence says how to get it.</exception>
    public static void RequireKeys()
    {
        Require(NativeLibraries.Bls.NotSupportedReason, ExitCode.Unexpected);
        Require(Sodium.NotSupportedReason, ExitCode.Unexpected);
    }

    /// <summary>Fails when a node cannot run.</summary>
    /// <exception cref="NodeStartException">A library is missing; the sentence says how to get it.</exception>
    public static void RequireNode()
    {
        RequireKeys();
        Require(RocksDbNative.NotSupportedReason, ExitCode.Storage);
    }

    private static void Require(string? reason, ExitCode code)
    {
        if (reason is not null)
        {
            throw new NodeStartException(code, reason);
        }
    }
}
