namespace LogFunctions.DashboardWidget.Request;

/// <summary>The widget's event or one of its parameters is wrong; the message says which and what is allowed.</summary>
internal sealed class InvalidRequestException(string message) : Exception(message);
