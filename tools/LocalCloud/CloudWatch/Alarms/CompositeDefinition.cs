using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>An alarm of the template on the states of others. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Properties">The properties as the template has them.</param>
/// <param name="Rule">When it is in alarm.</param>
internal sealed record CompositeDefinition(string Name, string Arn, JsonObject Properties, CompositeRule Rule);
