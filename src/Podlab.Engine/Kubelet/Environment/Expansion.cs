using System.Text;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Environment;

/// <summary>References to variables in commands, arguments and values: <c>$(NAME)</c>; <c>$$</c> is a dollar.</summary>
/// <remarks>Follows third_party/forked/golang/expansion/expand.go (v1.36.3): what is unknown stays as it is.</remarks>
internal static class Expansion
{
    public static string Expand(string text, Func<string, string?> lookup)
    {
        var dollar = text.IndexOf('$');
        if (dollar < 0) return text;
        var result = new StringBuilder(text.Length);
        var position = 0;
        while (dollar >= 0 && dollar + 1 < text.Length)
        {
            result.Append(text, position, dollar - position);
            var next = text[dollar + 1];
            position = dollar + 2;
            if (next == '$')
            {
                result.Append('$');
            }
            else if (next != '(')
            {
                result.Append('$').Append(next);
            }
            else if (text.IndexOf(')', position) is var end and >= 0)
            {
                var name = text[position..end];
                result.Append(lookup(name) ?? $"$({name})");
                position = end + 1;
            }
            else
            {
                result.Append("$(");
            }

            dollar = text.IndexOf('$', position);
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    public static IReadOnlyList<string> Expand(ValueList<string> texts, Func<string, string?> lookup)
    {
        if (texts.IsEmpty) return [];
        var result = new string[texts.Count];
        for (var i = 0; i < result.Length; i++) result[i] = Expand(texts[i], lookup);
        return result;
    }

    /// <summary>A probe's command knows the variables that the container's specification states outright.</summary>
    public static IReadOnlyList<string> ExpandCommand(ValueList<string> command, Container container) => Expand(command, name =>
    {
        foreach (var variable in container.Env)
        {
            if (variable.Name == name && variable.ValueFrom is null) return variable.Value ?? "";
        }

        return null;
    });
}
