using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Puts the values and texts of a directive together. Two values with nothing between them cannot be told apart, except a host in front of
/// a path, and a query behind one.
/// </summary>
internal sealed class DirectiveBuilder(string directive)
{
    private readonly List<TextStep> _steps = [];
    private readonly StringBuilder _text = new();
    private byte[] _prefix = [];
    private int _lastStart;

    /// <summary>Text as it stands in the line.</summary>
    public void AddText(char character) => _text.Append(character);

    /// <summary>Text as it stands in the line.</summary>
    public void AddText(string text) => _text.Append(text);

    /// <summary>A value.</summary>
    /// <param name="step">What it is.</param>
    /// <param name="start">Where it stands in the directive: what a caret points at.</param>
    /// <param name="length">Its characters there.</param>
    /// <exception cref="FormatException">Nothing stands between it and the value before it.</exception>
    public void AddValue(TextStep step, int start, int length)
    {
        if (_text.Length == 0 && _steps.Count > 0)
        {
            TextStep before = _steps[^1];
            bool isQuery = before.Role == TextRole.Target && step.Role == TextRole.Ignored
                && step.Name is "%q" or "$is_args" or "$args" or "$query_string";
            if (isQuery)
            {
                return; // the query is cut off a path anyway
            }

            if (step.Role != TextRole.Target || before.Role == TextRole.Target || before.Shape is not (TextShape.Text or TextShape.Word))
            {
                throw Fault(
                    $"nothing stands between {before.Name} and {step.Name}, so their values cannot be told apart; put a space between them",
                    _lastStart,
                    start + length - _lastStart);
            }

            _steps[^1] = before with { Shape = TextShape.BeforeSlash };
        }

        EndText();
        _steps.Add(step);
        _lastStart = start;
    }

    /// <summary>The format.</summary>
    /// <exception cref="FormatException">It says no status, or no request.</exception>
    public TextFormat Build(LineKind kind, bool isJson = false)
    {
        EndText();
        try
        {
            return TextFormat.Create(_prefix, _steps, kind, isJson);
        }
        catch (FormatException exception)
        {
            throw Fault(exception.Message, 0, directive.Length);
        }
    }

    /// <summary>What is wrong, with the place marked.</summary>
    public FormatException Fault(string what, int start, int length)
    {
        string before = new(directive[..start].Select(character => character == '\t' ? '\t' : ' ').ToArray());
        return new FormatException($"log format: {what}\n  {directive}\n  {before}{new string('^', Math.Max(1, length))}");
    }

    private void EndText()
    {
        byte[] text = Encoding.UTF8.GetBytes(_text.ToString());
        _text.Clear();
        if (_steps.Count == 0)
        {
            _prefix = text;
        }
        else if (text.Length > 0)
        {
            // In quotes a value may hold spaces, and ends at the quote.
            bool isQuoted = text[0] == '"' && _steps[^1].Shape is TextShape.Word or TextShape.List;
            _steps[^1] = _steps[^1] with { Literal = text, Shape = isQuoted ? TextShape.Text : _steps[^1].Shape };
        }
    }
}
