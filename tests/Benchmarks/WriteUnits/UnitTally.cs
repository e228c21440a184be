namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>What was asked of the tables and the bucket.</summary>
internal sealed class UnitTally
{
    private const int Kinds = 4;
    private readonly long[] _puts = new long[Kinds];
    private readonly long[] _units = new long[Kinds];
    private readonly long[] _bytes = new long[Kinds];

    /// <summary>Read units of everything.</summary>
    public double ReadUnits { get; set; }

    /// <summary>Files of rejected lines: PUT requests of S3.</summary>
    public long RejectFiles { get; set; }

    public long WriteUnits => _units.Sum();

    public long Puts(Written kind) => _puts[(int)kind];

    public long Units(Written kind) => _units[(int)kind];

    public long Bytes(Written kind) => _bytes[(int)kind];

    /// <summary>A put of an item over one of another size; 0 = none was there.</summary>
    public void Add(Written kind, int bytes, int bytesBefore)
    {
        _puts[(int)kind]++;
        _units[(int)kind] += ItemSize.WriteUnits(Math.Max(bytes, bytesBefore));
        _bytes[(int)kind] += bytes;
    }
}
