using System.Buffers;

namespace LogFunctions.LocalCloud.CloudWatch.MetricMath;

/// <summary>Cuts an expression into pieces. AND and OR come out as the symbols they are short for.</summary>
internal static class MathLexer
{
    private static readonly SearchValues<char> s_word = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly string[] s_symbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ","];

    /// <exception cref="MathException">A character that begins nothing, or a text without end.</exception>
    public static IReadOnlyList<MathToken> Read(string expression)
    {
        var tokens = new List<MathToken>();
        int at = 0;
        while (true)
        {
            while (at < expression.Length && char.IsWhiteSpace(expression[at]))
            {
                at++;
            }

            if (at == expression.Length)
            {
                tokens.Add(new MathToken(MathTokenKind.End, "", at));
                return tokens;
            }

            (MathToken token, int length) = ReadOne(expression, at);
            tokens.Add(token);
            at += length;
        }
    }

    private static (MathToken Token, int Length) ReadOne(string expression, int at)
    {
        char first = expression[at];
        if (first is '\'' or '"')
        {
            return ReadText(expression, at);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < expression.Length && char.IsAsciiDigit(expression[at + 1])))
        {
            int length = NumberLength(expression, at);
            return (new MathToken(MathTokenKind.Number, expression.Substring(at, length), at), length);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            int length = expression.AsSpan(at).IndexOfAnyExcept(s_word) is var end and >= 0 ? end : expression.Length - at;
            string word = expression.Substring(at, length);
            MathToken token = word switch
            {
                "AND" => new MathToken(MathTokenKind.Symbol, "&&", at),
                "OR" => new MathToken(MathTokenKind.Symbol, "||", at),
                _ => new MathToken(char.IsAsciiLetterLower(first) ? MathTokenKind.Id : MathTokenKind.Word, word, at),
            };
            return (token, length);
        }

        string? symbol = Array.Find(s_symbols, candidate => expression.AsSpan(at).StartsWith(candidate, StringComparison.Ordinal));
        return symbol is null
            ? throw new MathException($"'{first}' begins nothing that metric math knows", at)
            : (new MathToken(MathTokenKind.Symbol, symbol, at), symbol.Length);
    }

    private static (MathToken Token, int Length) ReadText(string expression, int at)
    {
        var text = new System.Text.StringBuilder();
        for (int i = at + 1; i < expression.Length; i++)
        {
            if (expression[i] == '\\' && i + 1 < expression.Length)
            {
                text.Append(expression[++i]);
            }
            else if (expression[i] == expression[at])
            {
                return (new MathToken(MathTokenKind.Text, text.ToString(), at), i + 1 - at);
            }
            else
            {
                text.Append(expression[i]);
            }
        }

        throw new MathException($"the text that {expression[at]} begins does not end", at);
    }

    private static int NumberLength(string expression, int at)
    {
        int end = at;
        while (end < expression.Length && (char.IsAsciiDigit(expression[end]) || expression[end] == '.'))
        {
            end++;
        }

        // 1e3, 2.5E-4
        if (end < expression.Length && expression[end] is ('e' or 'E'))
        {
            int exponent = end + 1;
            exponent += exponent < expression.Length && (expression[exponent] is '+' or '-') ? 1 : 0;
            if (exponent < expression.Length && char.IsAsciiDigit(expression[exponent]))
            {
                end = exponent;
                while (end < expression.Length && char.IsAsciiDigit(expression[end]))
                {
                    end++;
                }
            }
        }

        return end - at;
    }
}
