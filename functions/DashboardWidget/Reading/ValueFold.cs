using LogFunctions.Core.Windows;

namespace LogFunctions.DashboardWidget.Reading;

/// <summary>What was counted for one value in a range: the sum, and requests and errors over time.</summary>
internal sealed class ValueFold
{
    private ValueFold(Cell total, long[] requests, long[] errors)
    {
        Total = total;
        Requests = requests;
        Errors = errors;
    }

    public ValueFold(int binCount)
        : this(new Cell(), new long[binCount], new long[binCount])
    {
    }

    public Cell Total { get; }

    /// <summary>Requests by step.</summary>
    public long[] Requests { get; }

    /// <summary>5xx by step.</summary>
    public long[] Errors { get; }

    public void Add(Cell cell, int bin)
    {
        Total.Merge(cell);
        Requests[bin] += cell.Requests;
        Errors[bin] += cell.Status5xx;
    }

    /// <summary>Both together; neither changes.</summary>
    public ValueFold Plus(ValueFold other)
    {
        var sum = new Cell();
        sum.Merge(Total);
        sum.Merge(other.Total);
        return new ValueFold(sum, [.. Requests.Zip(other.Requests, (a, b) => a + b)], [.. Errors.Zip(other.Errors, (a, b) => a + b)]);
    }
}
