namespace LogFunctions.LogGenerator.Traffic;

/// <summary>What is wrong with a line's content.</summary>
internal enum LineKind : byte
{
    /// <summary>Nothing.</summary>
    Normal,

    /// <summary>The timestamp is no time.</summary>
    BadTimestamp,

    /// <summary>The status is no number.</summary>
    BadStatus,

    /// <summary>Cut off before the status.</summary>
    Truncated,

    /// <summary>Words, not a log line.</summary>
    Text,

    /// <summary>Random bytes.</summary>
    Binary,

    /// <summary>Longer than a pipeline wants lines to be.</summary>
    Oversize,

    /// <summary>Empty.</summary>
    Blank,
}

/// <summary>What is odd about a line's event time.</summary>
internal enum TimeKind : byte
{
    /// <summary>Nothing.</summary>
    OnTime,

    /// <summary>Long ago.</summary>
    Late,

    /// <summary>Has not happened yet.</summary>
    Future,

    /// <summary>A little ago: overtaken by others on the way.</summary>
    OutOfOrder,
}

/// <summary>One sampled line, before it is written in a format. Numbers only; texts follow from them and the model.</summary>
internal struct Hit
{
    /// <summary>Event time as the line states it, milliseconds since the Unix epoch.</summary>
    public long TimestampMs;

    /// <summary>64 random bits for ids in the path, query, referer and request id.</summary>
    public ulong Salt;

    /// <summary>Client: index within its region's visitors.</summary>
    public uint Client;

    /// <summary>Index into the model's endpoints; their count stands for attack traffic.</summary>
    public int Endpoint;

    /// <summary>Index into the model's regions.</summary>
    public int Region;

    /// <summary>0..999.</summary>
    public int Status;

    /// <summary>Time to answer in microseconds, before rounding to what the format can say.</summary>
    public int LatencyUs;

    /// <summary>Bytes of the body.</summary>
    public int Bytes;

    public LineKind Kind;

    public TimeKind Time;

    /// <summary>A copy of an earlier line; everything else is that line's.</summary>
    public bool IsDuplicate;

    /// <summary>Which of several formats the line is written in.</summary>
    public byte Format;
}
