using LogFunctions.DashboardWidget.Request;
using LogFunctions.WindowStore;

namespace LogFunctions.DashboardWidget.Reading;

/// <summary>Which windows answer a request: those of the shown time, and as many before it.</summary>
/// <param name="Current">The shown time.</param>
/// <param name="Previous">The period before, of the same length.</param>
/// <param name="BinCount">Steps of its time series.</param>
internal sealed record ReadPlan(WidgetRequest Request, WindowRange Current, WindowRange Previous, int BinCount)
{
    /// <summary>Rows per endpoint and shard that are read at most: more would take longer than somebody waits.</summary>
    private const int MaxWindows = 840;

    private const int MaxBins = 60;

    /// <summary>Windows of about this number make a good curve.</summary>
    private const int GoodWindows = 360;

    /// <summary>The largest windows that still show something, as they are the cheapest to read.</summary>
    public static ReadPlan Of(WidgetRequest request, IReadOnlyList<int> sizes)
    {
        long length = request.ToSeconds - request.FromSeconds;
        int size = sizes.FirstOrDefault(size => length / size <= GoodWindows, sizes[^1]);
        long from = Math.Max(request.FromSeconds, request.ToSeconds - ((long)MaxWindows * size));
        var current = WindowRange.Covering(size, from, request.ToSeconds);
        long span = (current.ToSeconds - current.FromSeconds + size - 1) / size * size;
        var previous = new WindowRange(size, Math.Max(0, current.FromSeconds - span), current.FromSeconds);
        return new ReadPlan(request, current, previous, (int)Math.Clamp(span / size, 1, MaxBins));
    }

    /// <summary>Seconds of one step, whole windows.</summary>
    public long BinSeconds => (((Current.ToSeconds - Current.FromSeconds + BinCount - 1) / BinCount) + Current.WindowSeconds - 1) / Current.WindowSeconds * Current.WindowSeconds;

    /// <summary>The step of a window of the shown time.</summary>
    public int BinOf(long startSeconds) => (int)Math.Clamp((startSeconds - Current.FromSeconds) / BinSeconds, 0, BinCount - 1);
}
