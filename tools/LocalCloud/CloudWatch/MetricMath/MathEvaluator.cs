namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Evaluates a tree over the series of a source. One per evaluation; bounded by the tree.</summary>
internal sealed class MathEvaluator(IMetricSource source)
{
    /// <summary>Periods before the range that ANOMALY_DETECTION_BAND looks at.</summary>
    private const int BandPeriods = 60;

    /// <exception cref="MathException">Types that do not fit, an id that is not there, or what only AWS can evaluate.</exception>
    public MathValue Evaluate(MathNode node, TimeRange range) => node switch
    {
        NumberNode number => MathValue.Of(number.Value),
        IdNode id => source.Resolve(id.Id, range),
        ArrayNode array => new ListValue([.. array.Items.SelectMany(item => SeriesOf(item, range))]),
        NegationNode negation => Unary(Evaluate(negation.Operand, range), value => -value),
        OperationNode operation => Operate(operation, Evaluate(operation.Left, range), Evaluate(operation.Right, range)),
        CallNode call => Call(call, range),
        TextNode text => throw new MathException("a text is only an argument of SEARCH or METRICS", text.Position),
        WordNode word => throw new MathException($"{word.Word} is neither an id (they begin in lower case) nor a function", word.Position),
        _ => throw new InvalidOperationException($"A node of an unknown kind: {node.GetType().Name}."),
    };

    private MathValue Call(CallNode call, TimeRange range) => call.Function switch
    {
        "ABS" => Unary(Argument(call, 0, range), Math.Abs),
        "CEIL" => Unary(Argument(call, 0, range), Math.Ceiling),
        "FLOOR" => Unary(Argument(call, 0, range), Math.Floor),
        "LOG" => Unary(Argument(call, 0, range), Math.Log),
        "LOG10" => Unary(Argument(call, 0, range), Math.Log10),
        "SUM" or "AVG" or "MIN" or "MAX" or "STDDEV" or "DATAPOINT_COUNT" => Fold(call, Argument(call, 0, range), range),
        "RATE" => Argument(call, 0, range).Map(series => SeriesFunctions.Steps(series, (before, point) => (point.Value - before.Value) / (point.Seconds - before.Seconds))),
        "DIFF" => Argument(call, 0, range).Map(series => SeriesFunctions.Steps(series, (before, point) => point.Value - before.Value)),
        "DIFF_TIME" => Argument(call, 0, range).Map(series => SeriesFunctions.Steps(series, (before, point) => point.Seconds - before.Seconds)),
        "RUNNING_SUM" => Argument(call, 0, range).Map(SeriesFunctions.RunningSum),
        "DAY" or "DATE" or "HOUR" or "MINUTE" or "MONTH" or "YEAR" or "EPOCH" =>
            Argument(call, 0, range).Map(series => series.Map(point => SeriesFunctions.Calendar(call.Function, point.Seconds))),
        "PERIOD" => MathValue.Of(OneSeries(call, 0, range).PeriodSeconds),
        "TIME_SERIES" => MathValue.Of(Constant(Number(call, 0, range), range)),
        "FILL" => Fill(call, range),
        "IF" => If(call, range),
        "METRICS" => Metrics(call, range),
        "METRIC_COUNT" => MathValue.Of(List(call, 0, range).Count),
        "REMOVE_EMPTY" => new ListValue([.. List(call, 0, range).Where(series => series.Points.Count > 0)]),
        "FIRST" => Pick(call, List(call, 0, range), 0, range),
        "LAST" => Pick(call, [.. List(call, 0, range).Reverse()], 0, range),
        "SEARCH" => Search(call, range),
        "SLICE" => Slice(call, range),
        "SORT" => Sort(call, range),
        "ANOMALY_DETECTION_BAND" => Band(call, range),
        _ => throw new MathException($"{call.Function} needs what only AWS has", call.Position),
    };

    private static MathValue Fold(CallNode call, MathValue value, TimeRange range) => value switch
    {
        ListValue list => MathValue.Of(SeriesFunctions.Across(call.Function, list.Items, range.PeriodSeconds)),
        SeriesValue one => MathValue.Of(SeriesFunctions.Fold(call.Function, [.. one.Series.Points.Select(point => point.Value)])),
        _ => throw new MathException($"{call.Function} takes series, not a number", call.Position),
    };

    private MathValue Fill(CallNode call, TimeRange range)
    {
        MathValue value = Argument(call, 0, range);
        if (call.Arguments[1] is not WordNode word)
        {
            double number = Number(call, 1, range);
            return value.Map(series => SeriesFunctions.Fill(series, range, null, number));
        }

        return word.Word is "REPEAT" or "LINEAR"
            ? value.Map(series => SeriesFunctions.Fill(series, range, word.Word, 0))
            : throw new MathException($"FILL takes a number, REPEAT or LINEAR, not {word.Word}", word.Position);
    }

    private MathValue If(CallNode call, TimeRange range)
    {
        MathValue condition = Argument(call, 0, range);
        MathValue whenTrue = Argument(call, 1, range);
        MathValue? whenFalse = call.Arguments.Count > 2 ? Argument(call, 2, range) : null;
        if (condition is NumberValue number)
        {
            return number.Number != 0 ? whenTrue : whenFalse ?? MathValue.Of(new TimeSeries("", range.PeriodSeconds, []));
        }

        return condition.Map(series => IfSeries(series, ValueAt(call, whenTrue), whenFalse is null ? null : ValueAt(call, whenFalse)));
    }

    private static TimeSeries IfSeries(TimeSeries condition, Func<long, double?> whenTrue, Func<long, double?>? whenFalse)
    {
        var points = new List<DataPoint>();
        foreach (DataPoint point in condition.Points)
        {
            if ((point.Value != 0 ? whenTrue(point.Seconds) : whenFalse?.Invoke(point.Seconds)) is { } value)
            {
                points.Add(point with { Value = value });
            }
        }

        return condition with { Points = points };
    }

    private static Func<long, double?> ValueAt(CallNode call, MathValue value)
    {
        if (value is NumberValue number)
        {
            return _ => double.IsFinite(number.Number) ? number.Number : null;
        }

        Dictionary<long, double> known = value is SeriesValue one ? one.Series.ByTime()
            : throw new MathException("IF takes a number or one series for its values, not several", call.Position);
        return seconds => known.TryGetValue(seconds, out double there) ? there : null;
    }

    private ListValue Metrics(CallNode call, TimeRange range)
    {
        string part = call.Arguments.Count == 0 ? "" : Text(call, 0);
        return new ListValue([.. source.MetricIds.Where(id => id.Contains(part, StringComparison.Ordinal)).SelectMany(id => source.Resolve(id, range).AllSeries)]);
    }

    private ListValue Search(CallNode call, TimeRange range)
    {
        var search = MetricSearch.Parse(Text(call, 0), call.Arguments[0].Position);
        int period = call.Arguments.Count > 2 ? (int)Number(call, 2, range) : range.PeriodSeconds;
        return period >= 1
            ? new ListValue(source.Search(search, Text(call, 1), range with { PeriodSeconds = period }))
            : throw new MathException($"the period of SEARCH is {period}; 1 second is the least", call.Arguments[2].Position);
    }

    private MathValue Slice(CallNode call, TimeRange range)
    {
        IReadOnlyList<TimeSeries> items = List(call, 0, range);
        int from = (int)Math.Clamp(Number(call, 1, range), 0, int.MaxValue);
        return call.Arguments.Count == 2
            ? Pick(call, items, from, range)
            : new ListValue([.. items.Take((int)Math.Clamp(Number(call, 2, range), 0, int.MaxValue)).Skip(from)]);
    }

    private ListValue Sort(CallNode call, TimeRange range)
    {
        string by = call.Arguments[1] is WordNode { Word: "SUM" or "AVG" or "MIN" or "MAX" or "STDDEV" } function ? function.Word
            : throw new MathException("SORT goes by AVG, MIN, MAX, SUM or STDDEV", call.Arguments[1].Position);
        bool isAscending = call.Arguments[2] is WordNode { Word: "ASC" or "DESC" } order ? order.Word == "ASC"
            : throw new MathException("SORT is ASC or DESC", call.Arguments[2].Position);
        int count = call.Arguments.Count > 3 ? (int)Math.Clamp(Number(call, 3, range), 0, int.MaxValue) : int.MaxValue;

        // Series without values come last either way.
        var measured = List(call, 0, range).Select(series => (Series: series, Value: SeriesFunctions.Fold(by, [.. series.Points.Select(point => point.Value)])));
        var sorted = measured.OrderBy(item => item.Series.Points.Count == 0).ThenBy(item => isAscending ? item.Value : -item.Value);
        return new ListValue([.. sorted.Take(count).Select(item => item.Series)]);
    }

    private ListValue Band(CallNode call, TimeRange range)
    {
        double deviations = call.Arguments.Count > 1 ? Number(call, 1, range) : 2;
        int period = OneSeries(call, 0, range).PeriodSeconds;
        TimeSeries longer = OneSeries(call, 0, range with { StartSeconds = range.StartSeconds - ((long)BandPeriods * period) });
        (TimeSeries upper, TimeSeries lower) = SeriesFunctions.Band(longer, deviations, BandPeriods);
        return new ListValue([Within(upper, range), Within(lower, range)]);
    }

    private static TimeSeries Within(TimeSeries series, TimeRange range) =>
        series with { Points = [.. series.Points.Where(point => point.Seconds >= range.Periods(series.PeriodSeconds).FirstOrDefault(range.EndSeconds))] };

    private static MathValue Pick(CallNode call, IReadOnlyList<TimeSeries> items, int index, TimeRange range) =>
        MathValue.Of(index >= 0 && index < items.Count ? items[index] : new TimeSeries(call.Function, range.PeriodSeconds, []));

    private static TimeSeries Constant(double value, TimeRange range) => new("", range.PeriodSeconds, [.. range.Periods(range.PeriodSeconds).Select(start => new DataPoint(start, value))]);

    private static MathValue Unary(MathValue value, Func<double, double> change) =>
        value is NumberValue number ? MathValue.Of(change(number.Number)) : value.Map(series => series.Map(point => change(point.Value)));

    private static MathValue Operate(OperationNode operation, MathValue left, MathValue right)
    {
        Func<double, double, double> combine = Combination(operation.Operator);
        return (left, right) switch
        {
            (NumberValue a, NumberValue b) => MathValue.Of(combine(a.Number, b.Number)),
            (NumberValue a, _) => right.Map(series => series.Map(point => combine(a.Number, point.Value))),
            (_, NumberValue b) => left.Map(series => series.Map(point => combine(point.Value, b.Number))),
            (SeriesValue a, SeriesValue b) => MathValue.Of(a.Series.Join(b.Series, combine) with { Label = "" }),
            (ListValue, SeriesValue b) => left.Map(series => series.Join(b.Series, combine)),
            (SeriesValue a, ListValue) => right.Map(series => series.Join(a.Series, (x, y) => combine(y, x))),
            _ => throw new MathException($"'{operation.Operator}' stands between two arrays of series; one of them must be a series or a number", operation.Position),
        };
    }

    private static Func<double, double, double> Combination(string symbol) => symbol switch
    {
        "+" => (a, b) => a + b,
        "-" => (a, b) => a - b,
        "*" => (a, b) => a * b,
        "/" => (a, b) => a / b,
        "^" => Math.Pow,
        "==" => (a, b) => a == b ? 1 : 0,
        "!=" => (a, b) => a != b ? 1 : 0,
        "<" => (a, b) => a < b ? 1 : 0,
        ">" => (a, b) => a > b ? 1 : 0,
        "<=" => (a, b) => a <= b ? 1 : 0,
        ">=" => (a, b) => a >= b ? 1 : 0,
        "&&" => (a, b) => a != 0 && b != 0 ? 1 : 0,
        "||" => (a, b) => a != 0 || b != 0 ? 1 : 0,
        _ => throw new InvalidOperationException($"There is no operator {symbol}."),
    };

    private MathValue Argument(CallNode call, int index, TimeRange range) => Evaluate(call.Arguments[index], range);

    private double Number(CallNode call, int index, TimeRange range) => Argument(call, index, range) is NumberValue number ? number.Number
        : throw new MathException($"argument {index + 1} of {call.Function} is a number", call.Arguments[index].Position);

    private TimeSeries OneSeries(CallNode call, int index, TimeRange range) => Argument(call, index, range) is SeriesValue one ? one.Series
        : throw new MathException($"argument {index + 1} of {call.Function} is one series", call.Arguments[index].Position);

    // One series does for an array: an expression may turn a search into one.
    private IReadOnlyList<TimeSeries> List(CallNode call, int index, TimeRange range) => Argument(call, index, range) is not NumberValue and var value ? value.AllSeries
        : throw new MathException($"argument {index + 1} of {call.Function} is an array of series", call.Arguments[index].Position);

    private static string Text(CallNode call, int index) => call.Arguments[index] is TextNode text ? text.Text
        : throw new MathException($"argument {index + 1} of {call.Function} is a text in quotes", call.Arguments[index].Position);

    private IReadOnlyList<TimeSeries> SeriesOf(MathNode item, TimeRange range) => Evaluate(item, range) is not NumberValue and var value ? value.AllSeries
        : throw new MathException("an array holds series, not numbers", item.Position);
}
