namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>A rate with a burst of one second: full after a second without use. Not thread-safe.</summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private double _tokens;
    private double _seconds;

    /// <param name="perSecond">The rate, and what the full bucket holds.</param>
    public TokenBucket(double perSecond) => _perSecond = _tokens = perSecond;

    /// <summary>Lets time pass.</summary>
    /// <param name="seconds">Of a clock that never goes back.</param>
    public void Fill(double seconds)
    {
        _tokens = Math.Min(_perSecond, _tokens + (Math.Max(0, seconds - _seconds) * _perSecond));
        _seconds = Math.Max(_seconds, seconds);
    }

    /// <summary>Whether there is enough. What is more than a full bucket holds passes a full one, which is in debt afterwards.</summary>
    public bool Has(double cost) => _tokens >= Math.Min(cost, _perSecond);

    /// <summary>Takes it.</summary>
    public void Take(double cost) => _tokens -= cost;
}
