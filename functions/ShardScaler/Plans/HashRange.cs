namespace LogFunctions.ShardScaler.Plans;

/// <summary>A part of the hash space of a stream, both ends included. The whole space is 0..2^128-1.</summary>
internal readonly record struct HashRange(UInt128 Start, UInt128 End)
{
    /// <summary>All of it.</summary>
    public static HashRange Whole { get; } = new(UInt128.MinValue, UInt128.MaxValue);

    /// <summary>Share of the whole space, above 0, at most 1.</summary>
    public double Width => ((double)(End - Start) + 1) / TwoTo128;

    /// <summary>Where a split in the middle begins its second half.</summary>
    public UInt128 Middle => Start + ((End - Start) / 2) + 1;

    /// <summary>A range of one hash key cannot be split.</summary>
    public bool CanSplit => End > Start;

    /// <summary>True when <paramref name="hashKey"/> lies in it.</summary>
    public bool Contains(UInt128 hashKey) => hashKey >= Start && hashKey <= End;

    private const double TwoTo128 = 340282366920938463463374607431768211456.0;
}
