namespace LogFunctions.LocalCloud;

/// <summary>Where the tools keep what may be made again: the packages of the emulators, the files of runs.</summary>
public static class CacheFolder
{
    /// <summary>The user's: $XDG_CACHE_HOME/logfunctions where that is set, else as the system has it.</summary>
    public static string OfUser()
    {
        string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
                : Path.Combine(home, ".cache");
        }

        return Path.Combine(root, "logfunctions");
    }
}
