using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native;

/// <summary>Lets threads yield to others of the machine, where the system can.</summary>
public static partial class ThreadNice
{
    private const int Process = 0;
    private const int Most = 19;

    /// <summary>
    /// Takes a smaller share of the processors for the calling thread from now on, when others want them too.
    /// </summary>
    /// <param name="steps">How many steps down; each is a tenth of the share, about.</param>
    /// <returns>False when the system does not know the call: nothing is changed then.</returns>
    public static bool TryYield(int steps)
    {
        if (!OperatingSystem.IsLinux() || steps <= 0)
        {
            return false;
        }
        // Linux takes 0 for the calling thread, not for its process.
        int now = getpriority(Process, 0);
        return setpriority(Process, 0, Math.Min(now + steps, Most)) == 0;
    }

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int getpriority(int which, int who);

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int setpriority(int which, int who, int priority);
}
