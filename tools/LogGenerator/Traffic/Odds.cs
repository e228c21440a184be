using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>Which lines have nasty content; at most one kind per line.</summary>
internal readonly struct ContentOdds(NastinessProfile profile)
{
    private readonly uint _malformed = Threshold.Of(profile.Malformed);
    private readonly uint _binary = Threshold.Of(profile.Malformed + profile.Binary);
    private readonly uint _oversize = Threshold.Of(profile.Malformed + profile.Binary + profile.Oversize);
    private readonly uint _blank = Threshold.Of(profile.Malformed + profile.Binary + profile.Oversize + profile.Blank);
    private readonly uint _duplicate = Threshold.Of(profile.Malformed + profile.Binary + profile.Oversize + profile.Blank + profile.Duplicate);

    /// <summary>The kind for 32 random bits; <paramref name="moreBits"/> choose among the ways to be malformed.</summary>
    public LineKind Draw(uint bits, uint moreBits, out bool wantsCopy)
    {
        wantsCopy = false;
        if (bits >= _duplicate)
        {
            return LineKind.Normal;
        }

        if (bits < _malformed)
        {
            return (LineKind)((int)LineKind.BadTimestamp + (int)(moreBits & 3));
        }

        wantsCopy = bits >= _blank;
        return bits < _binary ? LineKind.Binary : bits < _oversize ? LineKind.Oversize : bits < _blank ? LineKind.Blank : LineKind.Normal;
    }
}

/// <summary>Which lines have an odd event time; at most one kind per line.</summary>
internal readonly struct TimeOdds(NastinessProfile profile)
{
    private readonly uint _late = Threshold.Of(profile.Late);
    private readonly uint _future = Threshold.Of(profile.Late + profile.Future);
    private readonly uint _outOfOrder = Threshold.Of(profile.Late + profile.Future + profile.OutOfOrder);
    private readonly double _lateMinMs = profile.LateMin.TotalMilliseconds;
    private readonly double _lateSpanMs = (profile.LateMax - profile.LateMin).TotalMilliseconds;
    private readonly double _futureMs = profile.FutureMax.TotalMilliseconds;
    private readonly double _outOfOrderMs = profile.OutOfOrderMax.TotalMilliseconds;

    /// <summary>The kind for 32 random bits; <paramref name="unit"/> in [0, 1) says how far the timestamp moves.</summary>
    public TimeKind Draw(uint bits, double unit, ref long timestampMs)
    {
        if (bits >= _outOfOrder)
        {
            return TimeKind.OnTime;
        }

        if (bits < _late)
        {
            timestampMs -= (long)(_lateMinMs + (unit * _lateSpanMs));
            return TimeKind.Late;
        }

        if (bits < _future)
        {
            timestampMs += 1 + (long)(unit * _futureMs);
            return TimeKind.Future;
        }

        timestampMs -= 1 + (long)(unit * _outOfOrderMs);
        return TimeKind.OutOfOrder;
    }
}
