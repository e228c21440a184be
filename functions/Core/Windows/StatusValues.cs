using System.Globalization;

namespace LogFunctions.Core.Windows;

/// <summary>Values of the status dimension: three digits, shared strings.</summary>
internal static class StatusValues
{
    /// <summary>Statuses are 0..999; 0 = none.</summary>
    public const int Count = 1000;

    private static readonly string?[] s_names = new string?[Count];

    /// <summary>Name of a status 0..999, for example <c>200</c> or <c>000</c>.</summary>
    public static string Name(int status) => s_names[status] ??= status.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>The status of a name written by <see cref="Name"/>.</summary>
    public static int Number(string name) => int.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture);
}
