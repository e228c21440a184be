namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>An expression that is wrong, or that cannot be evaluated here; the message says what, where, and what is expected.</summary>
public sealed class MathException : Exception
{
    public MathException()
    {
    }

    public MathException(string message)
        : base(message)
    {
    }

    public MathException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <param name="message">What is wrong.</param>
    /// <param name="position">Where, from 0.</param>
    public MathException(string message, int position)
        : base($"{message} (at character {position + 1})") => Position = position;

    /// <summary>Index of the character in the expression.</summary>
    public int Position { get; }
}
