using System.Threading.Channels;

namespace LogFunctions.Cli.Up.Feeds;

/// <summary>A pipe that stays open (<c>kubectl logs -f ... | logfn up --follow -</c>). At most <see cref="MostBlocks"/> blocks wait; then the writer does.</summary>
internal sealed class GrowingPipe : IGrowingText
{
    private const int BlockBytes = 64 * 1024;
    private const int MostBlocks = 64;

    private readonly Stream _pipe;
    private readonly Channel<byte[]> _blocks = Channel.CreateBounded<byte[]>(MostBlocks);
    private ReadOnlyMemory<byte> _block;

    /// <param name="pipe">The pipe; owned.</param>
    public GrowingPipe(Stream pipe)
    {
        _pipe = pipe;
        _ = Task.Factory.StartNew(PumpAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public bool HasEnded => _block.IsEmpty && _blocks.Reader.Completion.IsCompleted;

    public int Read(Span<byte> buffer)
    {
        if (_block.IsEmpty && _blocks.Reader.TryRead(out byte[]? block))
        {
            _block = block;
        }

        int taken = Math.Min(buffer.Length, _block.Length);
        _block.Span[..taken].CopyTo(buffer);
        _block = _block[taken..];
        return taken;
    }

    public void Dispose() => _pipe.Dispose();

    private async Task PumpAsync()
    {
        byte[] buffer = new byte[BlockBytes];
        try
        {
            while (await _pipe.ReadAsync(buffer) is > 0 and int read)
            {
                await _blocks.Writer.WriteAsync(buffer[..read]);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The other end is gone, or we are: it is its end.
        }

        _blocks.Writer.TryComplete();
    }
}
