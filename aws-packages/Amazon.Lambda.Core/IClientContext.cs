namespace Amazon.Lambda.Core;

/// <summary>Client application and device that invoked the function through an AWS mobile SDK.</summary>
public interface IClientContext
{
    /// <summary>Environment of the device, as the SDK sends it.</summary>
    IDictionary<string, string> Environment { get; }

    /// <summary>The application.</summary>
    IClientApplication Client { get; }

    /// <summary>Values the application added.</summary>
    IDictionary<string, string> Custom { get; }
}
