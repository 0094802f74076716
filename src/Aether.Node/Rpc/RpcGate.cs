using Aether.Core.Diagnostics;

namespace Aether.Node.Rpc;

/// <summary>Lets calls in, and lets them wait outside while what they ask is exchanged.</summary>
/// <remarks><b>Threads</b>: any.</remarks>
internal sealed class RpcGate : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _closing = new();
    private TaskCompletionSource? _opened;
    private TaskCompletionSource? _left;
    private int _inside;

    /// <summary>Cancelled when it closes: whoever is inside and waits for something leaves.</summary>
    public CancellationToken Closing
    {
        get
        {
            lock (_lock)
            {
                return _closing.Token;
            }
        }
    }

    /// <summary>Goes in, if it is open.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_opened is not null)
            {
                return false;
            }
            _inside++;
            return true;
        }
    }

    /// <summary>Goes in when it is open.</summary>
    public async Task EnterAsync(CancellationToken stop)
    {
        while (!TryEnter())
        {
            Task opened;
            lock (_lock)
            {
                opened = _opened?.Task ?? Task.CompletedTask;
            }
            await opened.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Goes out.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _inside--;
            TellLeft();
        }
    }

    /// <summary>Closes it; completes when nobody but the one who asked for it is inside.</summary>
    public async Task CloseAsync()
    {
        CancellationTokenSource closing;
        Task left;
        lock (_lock)
        {
            Check.That(_opened is null);
            _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            closing = _closing;
            left = _left.Task;
            TellLeft();
        }
        await closing.CancelAsync().ConfigureAwait(false);
        await left.ConfigureAwait(false);
    }

    /// <summary>Opens it again.</summary>
    public void Open()
    {
        TaskCompletionSource opened;
        lock (_lock)
        {
            opened = _opened!;
            _opened = null;
            _left = null;
            _closing.Dispose();
            _closing = new CancellationTokenSource();
        }
        opened.SetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _closing.Dispose();

    private void TellLeft()
    {
        if (_inside <= 1)
        {
            _left?.TrySetResult();
        }
    }
}
