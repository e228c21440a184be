using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Templates;

/// <summary>What values the parameters of a template may have.</summary>
public static class TemplateParameters
{
    /// <summary>Throws when CloudFormation would not take the value.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="value">Its value, as text.</param>
    /// <param name="templatePath">The SAM template; null = the product's own, beside this assembly.</param>
    /// <exception cref="LocalCloudException">There is no such parameter, or the value is not allowed; the message says what is.</exception>
    public static void Check(string name, string value, string? templatePath = null)
    {
        JsonObject? parameters = TemplateYaml.Read(templatePath ?? LocalCloudOptions.ProductTemplatePath)["Parameters"] as JsonObject;
        JsonObject parameter = parameters?[name] as JsonObject
            ?? throw new LocalCloudException($"The template has no parameter {name}. It has: {string.Join(", ", parameters?.Select(pair => pair.Key) ?? [])}.");
        ParameterConstraint.Check(name, parameter, value);
    }
}
