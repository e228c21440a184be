using LogFunctions.Cli.Check.Suggest;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>Lines of text of which the automatic reading is not sure: numbers that may be a latency, a unit that the line does not name, rejects.</summary>
/// <param name="options">How lines are read.</param>
/// <param name="isUnitSaid">Whether somebody said the unit of whole numbers.</param>
internal sealed class Doubts(ParserOptions options, bool isUnitSaid)
{
    /// <summary>Lines that are looked at: reading a line in full once more takes a microsecond or two.</summary>
    private const int MaxLines = 100_000;

    /// <summary>A whole minute: where every number is smaller, they are as likely milliseconds.</summary>
    private const long LongestDoubtful = 60_000;

    private readonly AccessLogExplainer _explainer = new(options);
    private int _seen;

    /// <summary>Lines with numbers of which none is certainly the latency.</summary>
    public DirectiveSuggester Unexplained { get; } = new();

    public long UnexplainedLines { get; private set; }

    /// <summary>Lines whose latency is a whole number without a unit.</summary>
    public DirectiveSuggester ByUnit { get; } = new();

    public long ByUnitLines { get; private set; }

    public long LargestWholeNumber { get; private set; }

    /// <summary>Lines of text that were rejected.</summary>
    public DirectiveSuggester Rejected { get; } = new();

    /// <summary>Whether whole numbers are read as microseconds by default, and all of them would be usual numbers of milliseconds.</summary>
    public bool IsUnitDoubtful => !isUnitSaid && options.ApacheTimeUnit == ApacheTimeUnit.Microseconds && ByUnitLines > 0 && LargestWholeNumber < LongestDoubtful;

    public void Accept(ReadOnlySpan<byte> line, LineKind kind)
    {
        if (kind is < LineKind.Common or > LineKind.IngressNginx || _seen++ >= MaxLines || line[0] == '{')
        {
            return;
        }

        switch (_explainer.Explain(line, out long wholeNumber))
        {
            case TailUse.Unexplained:
                UnexplainedLines++;
                Unexplained.Add(line);
                break;
            case TailUse.ByUnit:
                ByUnitLines++;
                LargestWholeNumber = Math.Max(LargestWholeNumber, wholeNumber);
                ByUnit.Add(line);
                break;
            default:
                break;
        }
    }

    public void Reject(ReadOnlySpan<byte> line) => Rejected.Add(line);
}
