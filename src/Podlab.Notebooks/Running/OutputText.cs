using System.Text;
using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Running;

/// <summary>Outputs as lines that a person can compare: each form under a heading of its own.</summary>
internal static class OutputText
{
    public static string Of(CellOutput output)
    {
        var text = new StringBuilder();
        switch (output)
        {
            case StreamOutput stream:
                Append(text, $"[{stream.Name}]", stream.Text);
                break;
            case ErrorOutput error:
                Append(text, $"[error] {error.Name}: {error.Value}", string.Join('\n', error.Traceback));
                break;
            case DisplayOutput display:
                foreach (var (type, content) in display.Data) Append(text, display.IsResult ? $"[result {type}]" : $"[{type}]", content);
                break;
            default:
                Append(text, "[output]", StableJson.Write(IpynbWriter.Output(output)));
                break;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string heading, string content)
    {
        text.Append(heading).Append('\n').Append(content);
        if (content.Length > 0) text.Append(content[^1] == '\n' ? "" : "\n⏎ (no line feed at the end)\n");
    }
}
