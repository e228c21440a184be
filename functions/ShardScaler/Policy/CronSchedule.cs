using System.Globalization;

namespace LogFunctions.ShardScaler.Policy;

/// <summary>
/// Minutes that match five cron fields, UTC: minute hour day-of-month month day-of-week (0 or 7 = Sunday); <c>*</c>, lists,
/// ranges, steps. A range may go round, such as 22-2 for the hours around midnight.
/// </summary>
internal sealed class CronSchedule
{
    private static readonly (string Name, int Min, int Max)[] s_fields = [("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7)];
    private readonly ulong[] _allowed = new ulong[5];
    private readonly string _text;
    private readonly bool _anyDay;

    private CronSchedule(string text, string[] fields)
    {
        _text = text;
        for (int i = 0; i < 5; i++)
        {
            _allowed[i] = ParseField(fields[i], s_fields[i], text);
        }

        // As in cron: when both day fields are restricted, either of them is enough.
        _anyDay = !fields[2].StartsWith('*') && !fields[4].StartsWith('*');
        _allowed[4] |= (_allowed[4] >> 7) & 1;
    }

    /// <exception cref="FormatException">Not five valid fields; the message says which is wrong.</exception>
    public static CronSchedule Parse(string text)
    {
        string[] fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length == 5
            ? new CronSchedule(text, fields)
            : throw new FormatException($"'{text}' has {fields.Length} fields; use five: minute hour day-of-month month day-of-week, such as '* 2-4 * * 6'");
    }

    /// <summary>True when the minute of <paramref name="time"/> (UTC) matches.</summary>
    public bool Matches(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        bool dayOfMonth = Allows(2, utc.Day);
        bool dayOfWeek = Allows(4, (int)utc.DayOfWeek);
        return Allows(0, utc.Minute) && Allows(1, utc.Hour) && Allows(3, utc.Month) && (_anyDay ? dayOfMonth || dayOfWeek : dayOfMonth && dayOfWeek);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private bool Allows(int field, int value) => ((_allowed[field] >> value) & 1) == 1;

    private static ulong ParseField(string field, (string Name, int Min, int Max) rule, string text)
    {
        ulong allowed = 0;
        foreach (string part in field.Split(','))
        {
            string[] stepped = part.Split('/');
            int step = 1;
            bool valid = stepped.Length <= 2 && (stepped.Length == 1 || (TryNumber(stepped[1], out step) && step > 0));
            (int from, int to) = (rule.Min, rule.Max);
            if (stepped[0] != "*")
            {
                string[] ends = stepped[0].Split('-');
                valid &= ends.Length <= 2 & TryNumber(ends[0], out from);
                to = stepped.Length == 2 && ends.Length == 1 ? rule.Max : from;
                valid &= ends.Length == 1 || TryNumber(ends[^1], out to);
            }

            if (!valid || from < rule.Min || from > rule.Max || to < rule.Min || to > rule.Max)
            {
                throw new FormatException($"'{text}': {rule.Name} '{part}' is not *, a number from {rule.Min} to {rule.Max}, a range or a step");
            }

            int values = rule.Max - rule.Min + 1;
            int length = to >= from ? to - from : to - from + values;
            for (int i = 0; i <= length; i += step)
            {
                allowed |= 1UL << (((from - rule.Min + i) % values) + rule.Min);
            }
        }

        return allowed;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
