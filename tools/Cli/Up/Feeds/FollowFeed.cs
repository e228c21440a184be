using Amazon.Kinesis;
using LogFunctions.Cli.Replay;
using LogFunctions.LocalCloud;

namespace LogFunctions.Cli.Up.Feeds;

/// <summary><c>--follow</c>: what servers write, a few times a second, whole lines only. What a text held back at its end is sent then.</summary>
internal sealed class FollowFeed : ILineFeed
{
    // A look takes no more of one text, so that all have their turn and memory stays bounded.
    private const int LookBytes = 4 * 1024 * 1024;
    private const int MaxRequestRecords = 500;
    private const int MaxRequestBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(250);

    private readonly List<Source> _sources;
    private readonly RecordWriter _write;
    private readonly TimeProvider _time;
    private readonly IDisposable? _owned;
    private long _sentLines;

    /// <param name="texts">What is followed; owned.</param>
    /// <param name="write">Takes the records.</param>
    /// <param name="time">The clock.</param>
    /// <param name="owned">What goes with it.</param>
    public FollowFeed(IEnumerable<IGrowingText> texts, RecordWriter write, TimeProvider time, IDisposable? owned = null)
    {
        _sources = [.. texts.Select(text => new Source(text))];
        _write = write;
        _time = time;
        _owned = owned;
    }

    public long SentLines => Interlocked.Read(ref _sentLines);

    /// <summary>Follows files, and standard input as <c>-</c>.</summary>
    /// <exception cref="CliException">One of them is not there, or is no text.</exception>
    public static FollowFeed Open(CliContext context, IReadOnlyList<IGrowingText> texts, LocalCloudHost host)
    {
        IAmazonKinesis kinesis = host.CreateKinesisClient();
        return new FollowFeed(texts, new KinesisWriter(kinesis, host.StreamName, context.Time, new Random()).WriteAsync, context.Time, kinesis);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                bool isMore = false;
                foreach (Source source in _sources)
                {
                    isMore |= await source.SendAsync(SendAsync, cancellationToken);
                }

                if (!isMore && _sources.TrueForAll(source => source.HasEnded))
                {
                    return;
                }

                if (!isMore)
                {
                    await Task.Delay(s_poll, _time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // So it ends.
        }
    }

    public ValueTask DisposeAsync()
    {
        _sources.ForEach(source => source.Dispose());
        _owned?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(IAsyncEnumerable<LineRecord> records, CancellationToken cancellationToken)
    {
        var request = new List<LineRecord>();
        int bytes = 0;
        await foreach (LineRecord record in records)
        {
            if (request.Count == MaxRequestRecords || bytes + record.Data.Length > MaxRequestBytes)
            {
                await FlushAsync();
            }

            request.Add(record);
            bytes += record.Data.Length;
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            if (request.Count > 0)
            {
                await _write(request, cancellationToken);
                Interlocked.Add(ref _sentLines, request.Sum(record => (long)record.Lines));
                request.Clear();
                bytes = 0;
            }
        }
    }

    /// <summary>A text, and the beginning of the line that is not complete yet.</summary>
    private sealed class Source(IGrowingText text) : IDisposable
    {
        private readonly LinePacker _packer = new(); // remembers the text's header line
        private byte[] _buffer = new byte[64 * 1024];
        private int _filled;

        public bool HasEnded => text.HasEnded && _filled == 0;

        /// <summary>Sends what is there.</summary>
        /// <returns>Whether there may be more.</returns>
        public async Task<bool> SendAsync(Func<IAsyncEnumerable<LineRecord>, CancellationToken, Task> sendAsync, CancellationToken cancellationToken)
        {
            int before = _filled;
            int read;
            do
            {
                if (_filled == _buffer.Length)
                {
                    Array.Resize(ref _buffer, _buffer.Length * 2);
                }

                read = text.Read(_buffer.AsSpan(_filled));
                _filled += read;
            }
            while (read > 0 && _filled < LookBytes);
            int whole = _filled >= LookBytes || (read == 0 && text.HasEnded) ? _filled : _buffer.AsSpan(0, _filled).LastIndexOf((byte)'\n') + 1;
            if (whole > 0)
            {
                using var lines = new MemoryStream(_buffer, 0, whole, writable: false);
                await sendAsync(_packer.PackAsync(lines, cancellationToken), cancellationToken);
                _buffer.AsSpan(whole, _filled - whole).CopyTo(_buffer);
                _filled -= whole;
            }

            return _filled + whole > before && read > 0;
        }

        public void Dispose() => text.Dispose();
    }
}
