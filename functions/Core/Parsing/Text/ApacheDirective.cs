namespace LogFunctions.Core.Parsing;

/// <summary>
/// Compiles the text of an Apache <c>LogFormat</c> (mod_log_config, mod_logio), also that of Tomcat's and Jetty's access logs.
/// </summary>
internal static class ApacheDirective
{
    private const string Letters = "%aAbBCDefFhHiIklLmnoOpPqrRsStTuUvVXz";

    /// <summary>Compiles <c>%h %l %u %t "%r" %&gt;s %b ...</c>, without the quotes around it; <c>\"</c> stands for a quote.</summary>
    /// <param name="directive">The text.</param>
    /// <param name="unit">Unit of <c>%D</c>: Apache's is microseconds, that of Tomcat before 10, Jetty and Jira milliseconds.</param>
    /// <exception cref="FormatException">It cannot be read unambiguously; the message says why, with a caret.</exception>
    public static TextFormat Compile(string directive, ApacheTimeUnit unit)
    {
        var builder = new DirectiveBuilder(directive);
        int position = 0;
        while (position < directive.Length)
        {
            char character = directive[position];
            if (character == '\\' && position + 1 < directive.Length)
            {
                builder.AddText(directive[position + 1] switch { 't' => '\t', 'n' => '\n', char other => other });
                position += 2;
            }
            else if (character != '%')
            {
                builder.AddText(character);
                position++;
            }
            else
            {
                position = AddValue(directive, position, unit, builder);
            }
        }

        return builder.Build(LineKind.Directive);
    }

    /// <summary>Behind the value.</summary>
    private static int AddValue(string directive, int start, ApacheTimeUnit unit, DirectiveBuilder builder)
    {
        int position = start + 1;
        while (position < directive.Length && (char.IsAsciiDigit(directive[position]) || directive[position] is ',' or '!' or '<' or '>'))
        {
            position++; // %400,501{User-agent}i, %>s
        }

        bool isOriginal = directive[start..position].Contains('<', StringComparison.Ordinal);
        string argument = "";
        if (position < directive.Length && directive[position] == '{')
        {
            int close = directive.IndexOf('}', position);
            close = close < 0 ? throw builder.Fault("this brace is not closed", position, directive.Length - position) : close;
            argument = directive[(position + 1)..close];
            position = close + 1;
        }

        // %{c}a, and two letters: %^FB, %^FU
        position += position + 2 < directive.Length && directive[position] == '^' ? 2 : 0;
        if (position >= directive.Length || !Letters.Contains(directive[position], StringComparison.Ordinal))
        {
            throw builder.Fault("this is no directive of Apache's LogFormat", start, Math.Min(position + 1, directive.Length) - start);
        }

        char letter = directive[position];
        position++;
        int length = position - start;
        if (letter == '%')
        {
            builder.AddText('%');
        }
        else if (letter == 't' && argument.Length == 0)
        {
            builder.AddText('[');
            var step = new TextStep("%t", TextRole.Time, TextShape.Fixed) { Length = 26, Rank = 9, Time = TextTimePattern.Usual };
            builder.AddValue(step, start, length);
            builder.AddText(']');
        }
        else if (letter == 't')
        {
            builder.AddValue(TimeStep(directive.Substring(start, length), argument, start, length, builder), start, length);
        }
        else
        {
            builder.AddValue(StepOf(directive.Substring(start, length), letter, argument, isOriginal, unit), start, length);
        }

        return position;
    }

    private static TextStep TimeStep(string name, string argument, int start, int length, DirectiveBuilder builder)
    {
        string pattern = argument.StartsWith("begin:", StringComparison.Ordinal) ? argument[6..]
            : argument.StartsWith("end:", StringComparison.Ordinal) ? argument[4..]
            : argument;
        try
        {
            TextTimePattern time = pattern switch
            {
                "sec" => TextTimePattern.Epoch(3),
                "msec" => TextTimePattern.Epoch(0),
                "usec" => TextTimePattern.Epoch(-3),
                "msec_frac" => TextTimePattern.Fraction(isMicros: false),
                "usec_frac" => TextTimePattern.Fraction(isMicros: true),
                _ => TextTimePattern.FromStrftime(pattern),
            };
            TextShape shape = time.Length > 0 ? TextShape.Fixed : TextShape.Word;
            return new TextStep(name, TextRole.Time, shape) { Length = time.Length, Rank = 9, Time = time };
        }
        catch (FormatException exception)
        {
            throw builder.Fault(exception.Message, start, length);
        }
    }

    private static TextStep StepOf(string name, char letter, string argument, bool isOriginal, ApacheTimeUnit unit)
    {
        TextStep Step(TextRole role, TextShape shape, int rank) => new(name, role, shape) { Rank = rank };
        TextStep Latency(int power, int rank) => Step(TextRole.Latency, TextShape.Word, rank) with { Power = power };
        int configured = unit switch { ApacheTimeUnit.Seconds => 6, ApacheTimeUnit.Milliseconds => 3, _ => 0 };
        return letter switch
        {
            'a' => Step(TextRole.Client, TextShape.Word, argument.Length == 0 ? 9 : 6),
            'h' => Step(TextRole.Client, TextShape.Word, 8),
            'i' when argument.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase) => Step(TextRole.Client, TextShape.List, 3),
            'i' when argument.ToUpperInvariant() is "X-REAL-IP" or "CF-CONNECTING-IP" or "TRUE-CLIENT-IP" =>
                Step(TextRole.Client, TextShape.Word, 5),
            'r' => Step(TextRole.Request, TextShape.Text, 9),
            'm' => Step(TextRole.Method, TextShape.Word, 9),
            'U' => Step(TextRole.Target, TextShape.Text, 9),
            's' => Step(TextRole.Status, TextShape.Word, isOriginal ? 8 : 9),
            'b' or 'B' => Step(TextRole.Bytes, TextShape.Word, 9),
            'O' => Step(TextRole.Bytes, TextShape.Word, 8),
            'D' => Latency(configured, 9),
            'T' => argument switch { "us" => Latency(0, 9), "ms" => Latency(3, 8), _ => Latency(6, 7) },
            'q' => new TextStep("%q", TextRole.Ignored, TextShape.Text),
            'l' or 'p' or 'P' or 'k' or 'I' or 'S' or 'X' or 'H' or 'v' or 'V' or 'A' => Step(TextRole.Ignored, TextShape.Word, 0),
            _ => Step(TextRole.Ignored, TextShape.Text, 0),
        };
    }
}
