using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Templates;

/// <summary>What CloudFormation refuses as the value of a parameter is refused here, too.</summary>
internal static class ParameterConstraint
{
    /// <exception cref="LocalCloudException">The value is not allowed; the message says what is.</exception>
    public static void Check(string name, JsonObject parameter, string value)
    {
        if (Violation(parameter, value) is { } allowed)
        {
            string description = (string?)parameter["ConstraintDescription"] is { } text ? $" ({text})" : "";
            throw new LocalCloudException($"The template's parameter {name} is '{value}'; it must be {allowed}{description}.");
        }
    }

    /// <returns>What is allowed; null when the value is.</returns>
    private static string? Violation(JsonObject parameter, string value)
    {
        if (parameter["AllowedValues"] is JsonArray values && !values.Any(allowed => (string?)allowed == value))
        {
            return $"one of {string.Join(", ", values.Select(allowed => (string?)allowed))}";
        }

        if ((string?)parameter["Type"] == "Number")
        {
            (decimal min, decimal max) = (Number(parameter, "MinValue", decimal.MinValue), Number(parameter, "MaxValue", decimal.MaxValue));
            bool isAllowed = decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && number >= min && number <= max;
            return isAllowed ? null : $"a number from {min} to {max}";
        }

        if (value.Length < Number(parameter, "MinLength", 0) || value.Length > Number(parameter, "MaxLength", 4096))
        {
            return $"{Number(parameter, "MinLength", 0)} to {Number(parameter, "MaxLength", 4096)} characters long";
        }

        bool isList = (string?)parameter["Type"] == "CommaDelimitedList";
        return (string?)parameter["AllowedPattern"] is not { } pattern || (isList ? value.Split(',', StringSplitOptions.TrimEntries) : [value]).All(item => Matches(pattern, item))
            ? null
            : $"like {pattern}";
    }

    private static bool Matches(string pattern, string value) => Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static decimal Number(JsonObject parameter, string name, decimal fallback) =>
        (string?)parameter[name] is { } text ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : fallback;
}
