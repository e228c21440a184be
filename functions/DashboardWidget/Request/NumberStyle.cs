using System.Globalization;

namespace LogFunctions.DashboardWidget.Request;

/// <summary>
/// How a language writes numbers. The functions carry no data of cultures (it would triple their size), so the three usual ways are told here.
/// </summary>
internal sealed class NumberStyle
{
    private static readonly NumberStyle s_english = new(".", ",");
    private static readonly NumberStyle s_continental = new(",", ".");
    private static readonly NumberStyle s_spaced = new(",", "\u00a0");

    private readonly NumberFormatInfo _format;

    private NumberStyle(string point, string group) =>
        _format = new NumberFormatInfo { NumberDecimalSeparator = point, NumberGroupSeparator = group, NegativeSign = "-" };

    /// <param name="locale">Such as en, de or fr-FR.</param>
    public static NumberStyle Of(string locale) => locale.Split('-', '_')[0].ToLowerInvariant() switch
    {
        "de" or "es" or "it" or "pt" or "nl" or "id" or "tr" or "da" => s_continental,
        "fr" or "pl" or "cs" or "sv" or "fi" or "nb" or "ru" or "uk" => s_spaced,
        _ => s_english,
    };

    public string Count(long number) => number.ToString("N0", _format);

    /// <summary>With so many decimals as make three digits.</summary>
    public string Number(double number) => !double.IsFinite(number) ? "-" : number.ToString(Math.Abs(number) >= 100 ? "N0" : Math.Abs(number) >= 10 ? "N1" : "N2", _format);

    public string Percent(double number) => !double.IsFinite(number) ? "-" : number.ToString(number != 0 && Math.Abs(number) < 1 ? "N2" : "N1", _format) + "%";
}
