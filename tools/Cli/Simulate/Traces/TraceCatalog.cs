using System.Reflection;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Simulate.Traces;

/// <summary>The traces that come with the program. Synthetic ones are made from formulas and a fixed seed, so that anybody can make them again.</summary>
internal static class TraceCatalog
{
    private const double Day = 86_400;
    private const double Minute = 60;

    /// <summary>Name, what it is, and how it is made.</summary>
    private static readonly (string Name, string What, Func<Trace> Make)[] s_traces =
    [
        ("diurnal-week", "7 days, a sine of 4,000 to 16,000 lines/s, weekends at 60 %", () => Trace.From("diurnal-week", 7 * Day, DiurnalWeek)),
        ("flash-crowd", "7 days of 1,800 lines/s; each day x10 within 2 minutes for 20 minutes, gone in an hour, up to 4 minutes early or late", () => Trace.From("flash-crowd", 7 * Day, FlashCrowd)),
        ("night-batch", "7 days of 4,000 lines/s with 3 % noise; each night at 2 for an hour x6", () => Trace.From("night-batch", 7 * Day, NightBatch)),
        ("slow-ramp", "2 days; from 3,000 lines/s to eight times as much within one day, then back", () => Trace.From("slow-ramp", 2 * Day, t => 3000 * (t < Day ? 1 + (7 * t / Day) : 8 - (7 * (t - Day) / Day)))),
        ("sawtooth", "1 day; from 4,000 to 14,000 lines/s in 20 minutes, over and over", () => Trace.From("sawtooth", Day, t => 4000 + (10_000 * (t % 1200) / 1200))),
        ("noise", "3 days; 8,000 lines/s with noise of a quarter from minute to minute", () => Noise()),
        ("hot-key", "1 day; 3,500 lines/s, of which one key sends 20 % from 8 to 18 o'clock", () => Trace.From("hot-key", Day, t => 3500 * (1 + (0.02 * Math.Sin(t / 500))), t => t is >= 8 * 3600 and < 18 * 3600 ? 0.2 : 0)),
        ("nab-elb", "14 days of a real load balancer (Numenta Anomaly Benchmark), x50,000", () => Shipped("nab-elb", "nab-elb-request-count-300s.csv")),
        ("nab-twitter", "55 days of real mentions of a firm (Numenta Anomaly Benchmark), x50,000", () => Shipped("nab-twitter", "nab-twitter-amzn-300s.csv")),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_traces.Select(t => t.Name)];

    /// <summary>One sentence each.</summary>
    public static string Describe(string name) => s_traces.Single(t => t.Name == name).What;

    /// <summary>A trace of that name; null when there is none.</summary>
    public static Trace? Find(string name)
    {
        foreach ((string known, _, Func<Trace> make) in s_traces)
        {
            if (known == name)
            {
                return make();
            }
        }

        return null;
    }

    /// <summary>From a file's points: each holds until the next.</summary>
    public static Trace FromPoints(string name, IReadOnlyList<TracePoint> points)
    {
        double step = points.Count > 1 ? points[^1].Seconds - points[^2].Seconds : Minute;
        double start = points[0].Seconds;
        int at = 0;
        return Trace.From(name, points[^1].Seconds + step - start, t =>
        {
            while (at + 1 < points.Count && points[at + 1].Seconds - start <= t)
            {
                at++;
            }

            return points[at].LinesPerSecond;
        });
    }

    private static double DiurnalWeek(double t)
    {
        double weekend = t % (7 * Day) >= 5 * Day ? 0.6 : 1;
        double sine = 10_000 - (6_000 * Math.Cos(2 * Math.PI * ((t / Day) - (2.0 / 24))));
        // Weekdays and weekends run into each other within two hours around midnight.
        double edge = Math.Min(1, Math.Abs((t % (7 * Day)) - (5 * Day)) / 7200);
        double blend = t % (7 * Day) >= 5 * Day ? 1 - (edge * (1 - weekend)) : weekend;
        double end = (7 * Day) - (t % (7 * Day));
        return sine * (end < 7200 && weekend < 1 ? 1 - ((1 - weekend) * end / 7200) : blend) * (1 + (0.01 * Jitter(t, 60, 11)));
    }

    private static double FlashCrowd(double t)
    {
        int day = (int)(t / Day);
        double since = (t % Day) - (13 * 3600) - (4 * Minute * Jitter(day, 1, 5));
        double factor = since < 0 ? 1
            : since < 2 * Minute ? 1 + (9 * since / (2 * Minute))
            : since < 22 * Minute ? 10
            : 1 + (9 * Math.Exp(-(since - (22 * Minute)) / (12 * Minute)));
        return 1800 * factor * (1 + (0.02 * Jitter(t, 60, 3)));
    }

    private static double NightBatch(double t)
    {
        double hour = t % Day / 3600;
        return 4000 * (hour is >= 2 and < 3 ? 6 : 1) * (1 + (0.03 * Jitter(t, 60, 7)));
    }

    private static Trace Noise() =>
        Trace.From("noise", 3 * Day, t => 8000 * Math.Max(0.1, 1 + (0.25 * (Jitter(t, 60, 1) + Jitter(t, 60, 2) + Jitter(t, 60, 4)))));

    /// <summary>-1..1, the same for equal arguments; a new one every <paramref name="seconds"/>.</summary>
    private static double Jitter(double t, double seconds, ulong seed)
    {
        ulong x = ((ulong)(long)Math.Floor(t / seconds) * 0x9E37_79B9_7F4A_7C15) + (seed * 0xD1B5_4A32_D192_ED03);
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        x ^= x >> 31;
        return ((x >> 11) * (2.0 / (1UL << 53))) - 1;
    }

    private static Trace Shipped(string name, string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"traces.{file}")!;
        using var reader = new StreamReader(stream);
        return FromPoints(name, TraceReader.Parse(reader.ReadToEnd().Split('\n'), file)).Times(50_000);
    }
}
