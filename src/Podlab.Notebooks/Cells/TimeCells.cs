using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class TimeCells : ICellLanguage
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);

    public string Name => "time";

    public string Usage => "#!time +30s | to 5m | until POD WORD [within 10m]";

    public string Summary => "Moves virtual time: by a span, to a time since the start, or until a Pod's STATUS, phase or condition is WORD (or it is gone).";

    public bool IsOneLine => true;

    public void Run(CellPart part, CellContext context)
    {
        var words = KubectlScript.Words(part.Arguments);
        var lab = context.Lab;
        switch (words)
        {
            case []:
                break;
            case [var span]:
                lab.Advance(Span(span.TrimStart('+'), part));
                break;
            case ["to", var time]:
                var wait = Span(time.TrimStart('+'), part) - lab.Clock.Elapsed;
                if (wait < TimeSpan.Zero) throw CellException.Usage(part.FirstLine, $"it is {Durations.Text(lab.Clock.Elapsed)} already, and time does not go back", Usage);
                lab.Advance(wait);
                break;
            case ["until", var pod, var word]:
                Until(lab, pod, word, DefaultLimit);
                break;
            case ["until", var pod, var word, "within", var limit]:
                Until(lab, pod, word, Span(limit, part));
                break;
            default:
                throw CellException.Usage(part.FirstLine, $"`{part.Arguments}` is not a time", Usage);
        }

        context.Outputs.Write(CellOutputs.Stdout, $"t = {Durations.Text(lab.Clock.Elapsed)}\n");
    }

    private static void Until(ILab lab, string pod, string word, TimeSpan limit)
    {
        if (!lab.AdvanceUntil(pod, word, limit))
            throw new CellException("NotReached", $"{Durations.Text(limit)} have passed, and Pod \"{pod}\" is not \"{word}\"", $"It is {lab.Describe(pod)}.");
    }

    private TimeSpan Span(string text, CellPart part) =>
        Durations.TryParse(text, out var span) ? span : throw CellException.Usage(part.FirstLine, $"`{text}` is not a span of time such as 30s, 1m30s or 2h", Usage);
}
