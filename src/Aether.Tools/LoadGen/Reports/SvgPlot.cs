using System.Globalization;
using System.Text;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>A line plot as SVG: axes with round ticks, a legend, marks, and no script.</summary>
internal sealed class SvgPlot(string title, string xLabel, string yLabel)
{
    private const double Width = 720;
    private const double Height = 300;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 34;
    private const double Bottom = 44;
    private const int MaxPoints = 2_000;
    private static readonly string[] s_colours = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a"];

    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> _lines = [];
    private readonly List<(double X, string Text)> _marks = [];
    private readonly List<(double Y, string Text)> _levels = [];
    private IReadOnlyList<(double X, string Text)>? _xTicks;

    /// <summary>Adds a line; points that are no numbers are left out, and of very many only some are drawn.</summary>
    public SvgPlot Line(string name, IEnumerable<(double X, double Y)> points)
    {
        List<(double X, double Y)> all = [.. points.Where(item => double.IsFinite(item.X) && double.IsFinite(item.Y))];
        int step = Math.Max((all.Count + MaxPoints - 1) / MaxPoints, 1);
        _lines.Add((name, [.. all.Where((_, index) => index % step == 0)]));
        return this;
    }

    /// <summary>Adds a vertical mark.</summary>
    public SvgPlot Mark(double x, string text)
    {
        _marks.Add((x, text));
        return this;
    }

    /// <summary>Adds a horizontal level.</summary>
    public SvgPlot Level(double y, string text)
    {
        _levels.Add((y, text));
        return this;
    }

    /// <summary>Names places of the X axis instead of numbers.</summary>
    public SvgPlot Ticks(IReadOnlyList<(double X, string Text)> ticks)
    {
        _xTicks = ticks;
        return this;
    }

    /// <summary>The SVG element; empty text without any point.</summary>
    public string Format()
    {
        (double X, double Y)[] points = [.. _lines.SelectMany(line => line.Points)];
        if (points.Length == 0)
        {
            return string.Empty;
        }
        double xMin = _xTicks is null ? points.Min(point => point.X) : _xTicks[0].X;
        double xMax = Math.Max(points.Max(point => point.X), _xTicks is null ? double.MinValue : _xTicks[^1].X);
        xMax = xMax > xMin ? xMax : xMin + 1;
        double yMax = Math.Max(points.Max(point => point.Y), _levels.Select(level => level.Y).DefaultIfEmpty(0).Max());
        double yStep = RoundStep(Math.Max(yMax, 1e-9) / 5);
        yMax = Math.Ceiling(Math.Max(yMax, 1e-9) / yStep) * yStep;
        Scale scale = new(xMin, xMax, yMax);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html.Escape(title)}">
            <text x="{Left}" y="18" class="title">{Html.Escape(title)}</text>

            """);
        DrawAxes(svg, scale, yStep);
        DrawMarks(svg, scale);
        for (int index = 0; index < _lines.Count; index++)
        {
            DrawLine(svg, scale, index);
        }
        return svg.Append("</svg>\n").ToString();
    }

    private void DrawAxes(StringBuilder svg, Scale scale, double yStep)
    {
        for (double y = 0; y <= scale.YMax + (yStep / 2); y += yStep)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Left}" x2="{Width - Right}" y1="{scale.Y(y):F1}" y2="{scale.Y(y):F1}" class="grid"/>
                <text x="{Left - 6}" y="{scale.Y(y) + 4:F1}" text-anchor="end">{Number(y)}</text>

                """);
        }
        foreach ((double x, string text) in _xTicks ?? NumberTicks(scale))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{scale.X(x):F1}" x2="{scale.X(x):F1}" y1="{Top}" y2="{Height - Bottom}" class="grid"/>
                <text x="{scale.X(x):F1}" y="{Height - Bottom + 16}" text-anchor="middle">{Html.Escape(text)}</text>

                """);
        }
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle">{Html.Escape(xLabel)}</text>
            <text transform="translate(14 {Height / 2}) rotate(-90)" text-anchor="middle">{Html.Escape(yLabel)}</text>

            """);
    }

    private void DrawMarks(StringBuilder svg, Scale scale)
    {
        foreach ((double x, string text) in _marks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{scale.X(x):F1}" x2="{scale.X(x):F1}" y1="{Top}" y2="{Height - Bottom}" class="mark"/>
                <text x="{scale.X(x) + 4:F1}" y="{Top + 12}">{Html.Escape(text)}</text>

                """);
        }
        foreach ((double y, string text) in _levels)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Left}" x2="{Width - Right}" y1="{scale.Y(y):F1}" y2="{scale.Y(y):F1}" class="mark"/>
                <text x="{Left + 4}" y="{scale.Y(y) - 4:F1}">{Html.Escape(text)}</text>

                """);
        }
    }

    private void DrawLine(StringBuilder svg, Scale scale, int index)
    {
        string colour = s_colours[index % s_colours.Length];
        IReadOnlyList<(double X, double Y)> points = _lines[index].Points;
        string path = string.Join(' ', points.Select(point => Text($"{scale.X(point.X):F1},{scale.Y(point.Y):F1}")));
        svg.Append(CultureInfo.InvariantCulture, $"""
            <polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>

            """);
        // Few points are shown as such: between them nothing was measured.
        foreach ((double x, double y) in points.Count <= 60 ? points : [])
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <circle cx="{scale.X(x):F1}" cy="{scale.Y(y):F1}" r="2.5" fill="{colour}"/>

                """);
        }
        double place = Left + 220 + (index * 120);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <rect x="{place}" y="10" width="10" height="10" fill="{colour}"/>
            <text x="{place + 14}" y="19">{Html.Escape(_lines[index].Name)}</text>

            """);
    }

    private static List<(double X, string Text)> NumberTicks(Scale scale)
    {
        List<(double X, string Text)> ticks = [];
        double step = RoundStep((scale.XMax - scale.XMin) / 8);
        for (double x = Math.Ceiling(scale.XMin / step) * step; x <= scale.XMax; x += step)
        {
            ticks.Add((x, Number(x)));
        }
        return ticks;
    }

    // One, two or five times a power of ten.
    private static double RoundStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double part = least / power;
        return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    }

    private static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Scale(double XMin, double XMax, double YMax)
    {
        public double X(double value) => Left + ((value - XMin) / (XMax - XMin) * (Width - Left - Right));

        public double Y(double value) => Height - Bottom - (value / YMax * (Height - Top - Bottom));
    }
}
