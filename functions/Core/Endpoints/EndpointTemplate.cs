using System.Text;

namespace LogFunctions.Core.Endpoints;

/// <summary>One configured template: literal segments, <c>{name}</c> segments, and at most a last <c>*</c>.</summary>
internal sealed class EndpointTemplate
{
    /// <summary>Leaves room for the method in the shortest allowed endpoint.</summary>
    public const int MaxBytes = 1024 - 32;

    private readonly byte[]?[] _segments; // null = any one segment that is not empty
    private readonly bool _takesRest;

    /// <exception cref="FormatException">
    /// The template does not start with a slash, or uses braces or <c>*</c> where they mean nothing.
    /// </exception>
    public EndpointTemplate(string template)
    {
        Bytes = Encoding.UTF8.GetBytes(template);
        if (!template.StartsWith('/'))
        {
            throw new FormatException($"endpoint template '{template}' must start with /");
        }

        if (!PrintableText.IsPlain(Bytes) || Bytes.Length > MaxBytes || template.AsSpan().ContainsAny('?', '#'))
        {
            throw new FormatException(
                $"endpoint template '{template}' must be a path of visible ASCII without ? and #, at most {MaxBytes} bytes");
        }

        string[] segments = template[1..].Split('/');
        _takesRest = segments[^1] == "*";
        _segments = segments.Take(segments.Length - (_takesRest ? 1 : 0)).Select(segment => Segment(segment, template)).ToArray();
    }

    /// <summary>The template as written: what a matching path is called.</summary>
    public byte[] Bytes { get; }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    private static byte[]? Segment(string segment, string template)
    {
        if (segment.Length > 2 && segment.StartsWith('{') && segment.EndsWith('}')
            && !segment.AsSpan(1, segment.Length - 2).ContainsAny('{', '}'))
        {
            return null;
        }

        if (segment.AsSpan().ContainsAny("{}*"))
        {
            throw new FormatException($"endpoint template '{template}': '{segment}' must be a word, {{name}}, or (last) *");
        }

        return Encoding.UTF8.GetBytes(segment);
    }

    /// <param name="path">Starts with a slash; without query.</param>
    public bool Matches(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> rest = path[1..];
        bool isAtEnd = false;
        foreach (byte[]? segment in _segments)
        {
            if (isAtEnd)
            {
                return false;
            }

            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> actual = slash < 0 ? rest : rest[..slash];
            if (segment is null ? actual.IsEmpty : !actual.SequenceEqual(segment))
            {
                return false;
            }

            isAtEnd = slash < 0;
            rest = isAtEnd ? default : rest[(slash + 1)..];
        }

        return isAtEnd != _takesRest;
    }
}
