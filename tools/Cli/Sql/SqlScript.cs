namespace LogFunctions.Cli.Sql;

/// <summary>SQL text to statements: split at semicolons that stand in no text, name or comment.</summary>
internal static class SqlScript
{
    /// <summary>The statements in their order, without their semicolons; those that hold nothing but comments are left out.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var statements = new List<string>();
        int start = 0;
        bool hasCode = false;
        for (int position = 0; position < text.Length;)
        {
            int end = EndOfQuote(text, position);
            if (end > position)
            {
                hasCode |= text[position] is '\'' or '"';
                position = end;
                continue;
            }

            if (text[position] == ';')
            {
                AddTo(statements, text[start..position], hasCode);
                start = position + 1;
                hasCode = false;
            }
            else
            {
                hasCode |= !char.IsWhiteSpace(text[position]);
            }

            position++;
        }

        AddTo(statements, text[start..], hasCode);
        return statements;
    }

    private static void AddTo(List<string> statements, string statement, bool hasCode)
    {
        if (hasCode)
        {
            statements.Add(statement.Trim());
        }
    }

    // Behind the text, the name or the comment that begins here; the position itself when none does.
    private static int EndOfQuote(string text, int position)
    {
        string rest = text[position] switch
        {
            '\'' => "'",
            '"' => "\"",
            '-' when position + 1 < text.Length && text[position + 1] == '-' => "\n",
            '/' when position + 1 < text.Length && text[position + 1] == '*' => "*/",
            _ => "",
        };
        if (rest.Length == 0)
        {
            return position;
        }

        int close = text.IndexOf(rest, position + rest.Length, StringComparison.Ordinal);
        return close < 0 ? text.Length : close + rest.Length;
    }
}
