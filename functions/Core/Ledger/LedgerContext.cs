using System.Text;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// What the ledgers of one processor share: options, the name caches and the memory of closed windows. Not thread-safe: one batch
/// at a time. Ledgers of different contexts are independent.
/// </summary>
public sealed class LedgerContext
{
    private const int MaxPooledCells = 16_384;
    private const int MaxPooledWindows = 16;

    private readonly CellPool _cells = new(MaxPooledCells);
    private readonly Stack<OpenWindow> _windows = new();
    private readonly Dictionary<string, KeyName> _reasons = [];
    private ShardLedger? _waiting;

    /// <param name="options">Limits and window lengths.</param>
    /// <param name="writeEndpoint">From method and target to the endpoint; called once per distinct path, not per line.</param>
    /// <param name="hashSeed">Random per process, so that nobody can craft paths that collide. Does not influence any result.</param>
    /// <param name="idsAreAlike">
    /// True when paths that differ only in ids (<see cref="Endpoints.EndpointTemplater.IdsAreAlike"/>) have the same endpoint: then they
    /// are cached as one.
    /// </param>
    public LedgerContext(LedgerOptions options, EndpointWriter writeEndpoint, ulong hashSeed, bool idsAreAlike = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(writeEndpoint);
        options.Validate();
        Options = options;
        Keys = new LineKeys(writeEndpoint, idsAreAlike, hashSeed);
    }

    public LedgerOptions Options { get; }

    /// <summary>Lines counted under <c>(other)</c> so far because a window held too many endpoints or regions.</summary>
    public long FoldedLines => Tally.FoldedLines;

    /// <summary>Cells so far whose sums stopped at <see cref="long.MaxValue"/>, once per encoding that lost something.</summary>
    public long SaturatedCells => Tally.SaturatedCells;

    internal LineKeys Keys { get; }

    internal WindowTally Tally { get; } = new();

    /// <summary>Where ledgers are encoded.</summary>
    internal BlobWriter Blob { get; } = new();

    /// <summary>
    /// To be called before a ledger's line waits to be counted with others. One ledger's lines wait at a time, and no more than fit: they know their
    /// names by their places in caches, which may be emptied for what comes next.
    /// </summary>
    internal void BeginGroup(ShardLedger ledger)
    {
        if (_waiting != ledger)
        {
            _waiting?.Flush();
            _waiting = ledger;
        }

        Keys.MakeRoom(PendingLines.Capacity);
    }

    internal OpenWindow RentWindow() => _windows.TryPop(out OpenWindow? window) ? window : new OpenWindow(_cells, Keys, Tally);

    internal void ReturnWindow(OpenWindow window)
    {
        window.Close();
        if (_windows.Count < MaxPooledWindows)
        {
            _windows.Push(window);
        }
    }

    /// <summary>The name of a reject reason; of these there are few.</summary>
    internal KeyName ReasonName(string text)
    {
        if (!_reasons.TryGetValue(text, out KeyName? name))
        {
            name = Keys.Name(Encoding.UTF8.GetBytes(text));
            _reasons.Add(text, name);
        }

        return name;
    }
}
