namespace LogFunctions.Cli.Report;

/// <summary>A text with <c>*</c> for any text, also none; everything else stands for itself.</summary>
internal sealed class TextGlob(string pattern)
{
    private readonly string[] _parts = pattern.Split('*');

    /// <summary>Whether all of a text matches.</summary>
    public bool IsMatch(string text)
    {
        if (_parts.Length == 1)
        {
            return text == _parts[0];
        }

        if (!text.StartsWith(_parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        int at = _parts[0].Length;
        for (int i = 1; i < _parts.Length - 1; i++)
        {
            int found = text.IndexOf(_parts[i], at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + _parts[i].Length;
        }

        return text.Length - _parts[^1].Length >= at && text.EndsWith(_parts[^1], StringComparison.Ordinal);
    }
}
