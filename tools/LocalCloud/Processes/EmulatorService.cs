using LogFunctions.LocalCloud.Hosting;

namespace LogFunctions.LocalCloud.Processes;

/// <summary>What services that stand on an emulator have in common.</summary>
internal static class EmulatorService
{
    /// <param name="context">The run.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="directory">Where its data is when the run's data is kept.</param>
    public static EmulatorOptions EmulatorOptionsOf(this LocalCloudContext context, ServicePort port, string directory) => new()
    {
        CacheDirectory = context.Options.CacheDirectory,
        Progress = context.Log.Info,
        Port = context.PortOf(port),
        DataDirectory = context.Data.IsKept ? directory : null,
    };

    /// <summary>Completes when the emulator ends by itself, never after it was disposed of.</summary>
    public static async Task<LocalCloudException> FailedAsync(this Emulator emulator) =>
        await emulator.Died is { } died ? new LocalCloudException(died.Message, died) : await LocalCloudBuilder.NeverFails;
}
