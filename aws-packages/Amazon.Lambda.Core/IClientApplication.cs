namespace Amazon.Lambda.Core;

/// <summary>A mobile application that invoked the function.</summary>
public interface IClientApplication
{
    /// <summary>Package name.</summary>
    string AppPackageName { get; }

    /// <summary>Title.</summary>
    string AppTitle { get; }

    /// <summary>Version code.</summary>
    string AppVersionCode { get; }

    /// <summary>Version name.</summary>
    string AppVersionName { get; }

    /// <summary>Id of the installation.</summary>
    string InstallationId { get; }
}
