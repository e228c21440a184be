using System.Globalization;

namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Laws of metric math, on seeded random expressions and series.</summary>
public sealed class MetricExpressionLawTests
{
    private const int Periods = 30;

    private static readonly string[] s_operators = ["+", "-", "*", "/", "<", ">", "<=", ">=", "==", "!=", "&&", "||"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Evaluate_AnyArithmetic_IsWhatEachPeriodGivesAlone(int seed)
    {
        var random = new Random(seed);
        (string Id, double?[] Values)[] series = RandomSeries(random);
        (string text, Func<int, double?> naive) = RandomExpression(random, series, depth: 4);
        if (!series.Any(item => text.Contains(item.Id, StringComparison.Ordinal)))
        {
            text = $"({text}) + m0";
            Func<int, double?> alone = naive;
            naive = at => alone(at) + series[0].Values[at];
        }

        double?[] actual = new FakeMetrics(series).Values(text, Periods);
        for (int at = 0; at < Periods; at++)
        {
            double? expected = naive(at) is { } value && double.IsFinite(value) ? value : null;
            Assert.True(expected == actual[at] || Math.Abs(expected!.Value - actual[at]!.Value) <= 1e-9 * Math.Abs(expected.Value), $"seed {seed}, period {at}, {text}: {actual[at]}, not {expected}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Aggregates_AreSums(int seed)
    {
        var random = new Random(seed);
        (string Id, double?[] Values)[] dense = [.. RandomSeries(random).Select(item => (item.Id, item.Values.Select(value => value ?? 1).Select(value => (double?)value).ToArray()))];
        var metrics = new FakeMetrics(dense);
        string sum = string.Join('+', dense.Select(item => item.Id));
        AssertNear(metrics.Values(sum, Periods), metrics.Values("SUM(METRICS())", Periods));
        AssertNear(metrics.Values($"({sum}) / METRIC_COUNT(METRICS())", Periods), metrics.Values("AVG(METRICS())", Periods));
        AssertNear(metrics.Values("m0", Periods), metrics.Values("RATE(RUNNING_SUM(m0)) * PERIOD(m0)", Periods), from: 1);
        AssertNear(metrics.Values("MAX([m0, m1]) + MIN([m0, m1])", Periods), metrics.Values("m0 + m1", Periods));
        AssertNear(metrics.Values("IF(m0 > m1, m0, m1)", Periods), metrics.Values("MAX([m0, m1])", Periods));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void SortAndSlice_TakeApartAndLeaveNothingOut(int seed)
    {
        var random = new Random(seed);
        (string Id, double?[] Values)[] series = RandomSeries(random);
        var metrics = new FakeMetrics(series);
        string[] Ids(string expression) => [.. metrics.Evaluate(expression, Periods).AllSeries.Select(item => item.Label)];
        int cut = random.Next(0, series.Length + 1);
        string[] sorted = Ids("SORT(METRICS(), SUM, DESC)");
        Assert.Equal(sorted, (string[])[.. Ids($"SLICE(SORT(METRICS(), SUM, DESC), 0, {cut})"), .. Ids($"SLICE(SORT(METRICS(), SUM, DESC), {cut}, 100)")]);
        Assert.Equal(sorted.Take(cut), Ids($"SORT(METRICS(), SUM, DESC, {cut})"));
        double[] sums = [.. sorted.Select(id => series.First(item => item.Id == id).Values.Sum(value => value ?? 0))];
        Assert.Equal(sums.OrderDescending(), sums);
        Assert.Equal(sorted.Order(StringComparer.Ordinal), Ids("SORT(SEARCH('{N}', 'Sum'), AVG, ASC)").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fill_EveryPeriod_HasAValue_AndKnownOnesStay(int seed)
    {
        var random = new Random(seed);
        (string Id, double?[] Values)[] series = RandomSeries(random);
        double?[] filled = new FakeMetrics(series).Values("FILL(m0, 7)", Periods);
        Assert.Equal(series[0].Values.Select(value => value ?? 7), filled.Select(value => value!.Value));
        double?[] repeated = new FakeMetrics(series).Values("FILL(m0, REPEAT)", Periods);
        double? last = null;
        for (int at = 0; at < Periods; at++)
        {
            last = series[0].Values[at] ?? last;
            Assert.Equal(last, repeated[at]);
        }
    }

    /// <summary>Whatever is written, it is read or refused with a message; nothing else happens.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Parse_AnyText_IsReadOrRefused(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["m1", "m2", "SUM", "(", ")", "[", "]", ",", "+", "-", "*", "/", "^", "&&", "AND", "'{A,B} C=\"d\"'", "'", "\"", "1", "2.5", ".", "SEARCH", "IF", "FILL", "REPEAT", " ", "{", "é", "\\", "SLICE", "!=", "!"];
        for (int i = 0; i < 500; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                MetricExpression read = MetricExpression.Parse(text);
                read.Evaluate(new FakeMetrics(("m1", [1, 2]), ("m2", [3, null])), FakeMetrics.Range(2));
            }
            catch (MathException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Fact]
    public void Parse_TooDeep_IsRefused() =>
        Assert.Contains("levels", Assert.Throws<MathException>(() => MetricExpression.Parse(new string('(', 100_000))).Message, StringComparison.Ordinal);

    private static void AssertNear(double?[] expected, double?[] actual, int from = 0)
    {
        for (int at = from; at < expected.Length; at++)
        {
            Assert.Equal(expected[at]!.Value, actual[at]!.Value, 1e-9 * Math.Max(1, Math.Abs(expected[at]!.Value)));
        }
    }

    private static (string Id, double?[] Values)[] RandomSeries(Random random) =>
        [.. Enumerable.Range(0, 5).Select(index => ($"m{index}", Enumerable.Range(0, Periods).Select(_ => random.Next(5) == 0 ? (double?)null : Math.Round((random.NextDouble() * 20) - 5, 2)).ToArray()))];

    private static (string Text, Func<int, double?> Naive) RandomExpression(Random random, (string Id, double?[] Values)[] series, int depth)
    {
        switch (depth == 0 ? random.Next(2) : random.Next(5))
        {
            case 0:
                double number = Math.Round(random.NextDouble() * 10, 2);
                return (number.ToString(CultureInfo.InvariantCulture), _ => number);
            case 1:
                (string id, double?[] values) = series[random.Next(series.Length)];
                return (id, at => values[at]);
            case 2:
                (string inner, Func<int, double?> naive) = RandomExpression(random, series, depth - 1);
                return ($"-({inner})", at => -naive(at));
            default:
                (string left, Func<int, double?> a) = RandomExpression(random, series, depth - 1);
                (string right, Func<int, double?> b) = RandomExpression(random, series, depth - 1);
                string symbol = s_operators[random.Next(s_operators.Length)];
                return ($"({left}) {symbol} ({right})", at => Finite(a(at)) is { } x && Finite(b(at)) is { } y ? Apply(symbol, x, y) : null);
        }
    }

    // A period without value, or with one that is no number, has none in what is computed of it.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static double Apply(string symbol, double x, double y) => symbol switch
    {
        "+" => x + y,
        "-" => x - y,
        "*" => x * y,
        "/" => x / y,
        "<" => x < y ? 1 : 0,
        ">" => x > y ? 1 : 0,
        "<=" => x <= y ? 1 : 0,
        ">=" => x >= y ? 1 : 0,
        "==" => x == y ? 1 : 0,
        "!=" => x != y ? 1 : 0,
        "&&" => x != 0 && y != 0 ? 1 : 0,
        _ => x != 0 || y != 0 ? 1 : 0,
    };
}
