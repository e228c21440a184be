using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace LogFunctions.Cli.Output;

/// <summary>
/// Options that are not text. The library's own conversion names .NET types in its messages and knows no URLs, so every such option has a
/// parser of its own, whose message says which option, what was given and what is allowed.
/// </summary>
internal static class TypedOption
{
    /// <summary>A number; null when it is not given.</summary>
    public static Option<T?> Number<T>(string name, string description, string helpName = "N")
        where T : struct, INumber<T> => new(name) { Description = description, HelpName = helpName, CustomParser = result => ReadNumber<T>(result) };

    /// <summary>A number with a default.</summary>
    public static Option<T> Number<T>(string name, string description, T byDefault, string helpName = "N")
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => ReadNumber<T>(result) ?? default,
        };

    /// <summary>An http or https URL; null when it is not given.</summary>
    public static Option<Uri?> Url(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"{NameOf(result)} is '{text}'; expected a URL such as http://127.0.0.1:4567.");
            return null;
        },
    };

    /// <summary>One of some words; each stands for a value. The first is the default.</summary>
    public static Option<T> Choice<T>(string name, string description, params (string Word, T Value)[] choices)
    {
        string[] words = [.. choices.Select(choice => choice.Word)];
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => choices[0].Value,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                int index = Array.IndexOf(words, text);
                if (index < 0)
                {
                    result.AddError($"{NameOf(result)} is '{text}'; use {Listed(words)}.");
                    return default;
                }

                return choices[index].Value;
            },
        };
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Words as a sentence lists them: a, b or c.</summary>
    public static string Listed(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}";

    /// <summary>A number as it was typed; null with an error when it is none, null when there is nothing.</summary>
    public static T? ReadNumber<T>(ArgumentResult result)
        where T : struct, INumber<T>
    {
        if (result.Tokens.Count == 0)
        {
            return null;
        }

        string text = result.Tokens[0].Value;
        bool isWhole = T.IsInteger(T.One / (T.One + T.One));
        if (T.TryParse(text, isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float, CultureInfo.InvariantCulture, out T number))
        {
            return number;
        }

        result.AddError($"{NameOf(result)} is '{text}'; expected a {(isWhole ? "whole number" : "number")}{(IsLargeNumber(text) ? " that is not so large" : "")}.");
        return null;
    }

    private static bool IsLargeNumber(string text) => BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string NameOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
