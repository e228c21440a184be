namespace Amazon.Kinesis.Model;

/// <summary>Range of hash keys, both ends included, decimal 128-bit numbers.</summary>
public class HashKeyRange
{
    /// <summary>Last.</summary>
    public string EndingHashKey { get; set; } = null!;

    /// <summary>First.</summary>
    public string StartingHashKey { get; set; } = null!;
}
