using System.Collections;
using System.Globalization;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;
using Podlab.Display;
using Podlab.Display.Traffic;
using Podlab.Engine.Traffic;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Sessions;

/// <summary>How a value of a cell is shown: the same text in every culture, and a picture where the value has one.</summary>
public static class ValueDisplay
{
    private const int MaxItems = 200;

    public static MimeBundle Of(object? value) => value switch
    {
        MimeBundle bundle => bundle,
        IPicture picture => MimeBundle.Of(picture.Text, picture.Html, picture.Svg),
        TrafficRun run => Of(new TrafficPicture(run)),
        TrafficReport report => Of(new TrafficPicture(report)),
        IKubernetesObject item => MimeBundle.Of(YamlWriter.Write(KubernetesJson.ToUtf8(item)).TrimEnd('\n')),
        _ => MimeBundle.Of(Text(value)),
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        KubectlAnswer answer => answer.ToString(),
        TimeSpan span => Durations.Text(span),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => Items(items),
        _ => value.ToString() ?? "",
    };

    private static string Items(IEnumerable items)
    {
        var texts = new List<string>();
        foreach (var item in items)
        {
            if (texts.Count == MaxItems)
            {
                texts.Add("…");
                break;
            }

            texts.Add(item is string text ? $"\"{text}\"" : Text(item));
        }

        return "[" + string.Join(", ", texts) + "]";
    }
}
