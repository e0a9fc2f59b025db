using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver.Http;
using Podlab.Kubectl;

namespace Podlab.Simulation.Tests.Acceptance;

/// <summary>Plays a case on a cluster of one simulated node, through kubectl, as a person with the upstream test in hand would.</summary>
internal sealed partial class AcceptancePlayer
{
    /// <summary>The upstream suite waits this long for most things.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly AcceptanceCase @case;
    private readonly Cluster cluster = new(new ClusterOptions { Jitter = false, Runtime = Simulated.Node });
    private readonly KubectlRunner kubectl;

    private AcceptancePlayer(AcceptanceCase @case)
    {
        this.@case = @case;
        kubectl = new KubectlRunner(new InProcessTransport(cluster.Api), cluster.Clock);
    }

    /// <returns>Null: all is as the upstream test wants it.</returns>
    public static string? Play(AcceptanceCase @case)
    {
        var player = new AcceptancePlayer(@case);
        foreach (var step in @case.Steps)
        {
            if (player.Do(step) is { } failure) return $"{@case.File}.txt:{step.Line}: {step.Verb} {step.Rest}\n{failure}";
        }

        return null;
    }

    private string? Do(AcceptanceStep step)
    {
        var (target, text) = Cut(Fill(step.Rest));
        switch (step.Verb)
        {
            case "differs":
                return null;
            case "make":
                return Make(step, "create") is { ExitCode: not 0 } failed ? failed.Stderr : null;
            case "apply":
                return Make(step, "apply") is { ExitCode: not 0 } refused ? refused.Stderr : null;
            case "refused":
                var answer = Make(step, "create", lastIsExpected: true);
                return answer.ExitCode == 0 ? "it was accepted" : Missing(answer.Stderr, [text.Length > 0 ? text : "rror"]);
            case "phase":
                return Until(() => Pod(target)?.Status.Phase == text) ? null : $"the phase is {Pod(target)?.Status.Phase}: {States(target)}";
            case "ready":
                return Until(() => IsReady(target)) ? null : "it is not ready: " + States(target);
            case "unready":
                return IsReady(target) ? "it is ready" : null;
            case "gone":
                return Until(() => Pod(target) is null) ? null : "it is still there";
            case "restarts":
                var (count, container) = Cut(text);
                return Until(() => Restarts(target, container) >= Number(count)) ? null : $"there were {Restarts(target, container)}: {States(target)}";
            case "restarted":
                return Restarts(target, "") == Number(text) ? null : $"there were {Restarts(target, "")}";
            case "log":
                return Until(() => Log(target).Contains(text, StringComparison.Ordinal)) ? null : "the log is: " + Log(target);
            case "log~":
                return Until(() => Regex.IsMatch(Log(target), text)) ? null : "the log is: " + Log(target);
            case "nolog":
                return Log(target).Contains(text, StringComparison.Ordinal) ? "the log is: " + Log(target) : null;
            case "event":
                return Until(() => Events(target).Any(line => line.Contains(text, StringComparison.Ordinal))) ? null : "the events are:\n" + string.Join('\n', Events(target));
            case "noevent":
                return Events(target).FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
            case "state":
                return Until(() => States(target).Contains(text, StringComparison.Ordinal)) ? null : "the states are: " + States(target);
            case "exec":
                var parts = target.Split('/');
                string[] where = parts.Length > 1 ? [parts[0], "-c", parts[1]] : [parts[0]];
                return Compare(kubectl.Run(["exec", .. where, "--", "sh", "-c", text]), step.Block);
            case "kubectl":
                return Compare(kubectl.Run(Fill(step.Rest)), step.Block);
            case "wait":
                cluster.Clock.Advance(TimeSpan.FromSeconds(double.Parse(target, CultureInfo.InvariantCulture)));
                return null;
            case "at":
                return At(target, text);
            default:
                return "no such step";
        }
    }

    /// <summary>The seconds from a container's start to the pod's readiness: <c>at POD LEAST MOST</c>.</summary>
    private string? At(string target, string text)
    {
        var pod = Pod(target)!;
        var seconds = (pod.Status.Conditions.First(condition => condition.Type == "Ready").LastTransitionTime - pod.Status.ContainerStatuses[0].State.Running!.StartedAt)!.Value.TotalSeconds;
        var (least, most) = Cut(text);
        return seconds >= Number(least) && seconds <= Number(most) ? null : $"it took {seconds} s";
    }

    /// <summary>Fills a shape with the values of the block, or takes the block as the manifest itself.</summary>
    private KubectlResult Make(AcceptanceStep step, string verb, bool lastIsExpected = false)
    {
        var name = lastIsExpected ? Cut(step.Rest).First : step.Rest;
        var manifest = string.Join('\n', step.Block);
        if (name is not ("" or "-"))
        {
            var values = step.Block.ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.Ordinal);
            var used = new HashSet<string>(StringComparer.Ordinal);
            manifest = Slot().Replace(@case.Shapes[name], slot =>
            {
                used.Add(slot.Groups[1].Value);
                return values.GetValueOrDefault(slot.Groups[1].Value, slot.Groups[2].Value);
            });
            values.Keys.Except(used).ShouldBeEmpty($"{@case.File}.txt:{step.Line}: the shape has no such places");
        }

        return kubectl.Run([verb, "-f", "-"], Fill(manifest));
    }

    /// <summary>Each line of the block is in the output (<c>~</c>: a pattern; <c>=</c>: the whole output; <c>!</c>: is not in it; <c>code N</c>: the exit code, else 0).</summary>
    private static string? Compare(KubectlResult result, IReadOnlyList<string> block)
    {
        var output = Words().Replace(result.Stdout + result.Stderr, "");
        var code = block.FirstOrDefault(line => line.StartsWith("code ", StringComparison.Ordinal)) is { } stated ? Number(stated[5..]) : 0;
        if (result.ExitCode != code && !(code == 255 && result.ExitCode != 0)) return $"the code is {result.ExitCode}: {output}";
        foreach (var line in block)
        {
            var fits = line.Length == 0 || line.StartsWith("code ", StringComparison.Ordinal) || line[0] switch
            {
                '~' => Regex.IsMatch(output, line[1..].Trim()),
                '=' => output.TrimEnd('\n') == line[1..].TrimStart(),
                '!' => !output.Contains(line[1..].Trim(), StringComparison.Ordinal),
                _ => output.Contains(line, StringComparison.Ordinal),
            };
            if (!fits) return $"'{line}' does not fit the output: {output}";
        }

        return null;
    }

    private static string? Missing(string output, IReadOnlyList<string> wanted) => wanted.All(text => output.Contains(text, StringComparison.Ordinal)) ? null : "the answer is: " + output;

    private bool Until(Func<bool> condition)
    {
        if (condition()) return true;
        for (var end = cluster.Clock.Elapsed + Patience; cluster.Clock.Elapsed < end;)
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(1));
            if (condition()) return true;
        }

        return false;
    }

    /// <summary><c>{ip:POD}</c> is a pod's address, <c>{uid:POD}</c> its identity.</summary>
    private string Fill(string text) => Reference().Replace(text, found => found.Groups[1].Value switch
    {
        "ip" => Pod(found.Groups[2].Value)!.Status.PodIP!,
        "uid" => Pod(found.Groups[2].Value)!.Metadata.Uid!,
        _ => found.Value,
    });

    private Pod? Pod(string name) => cluster.Api.Of<Pod>().Find("default", name.Split('/')[0]);

    private bool IsReady(string name) => Pod(name)?.Status.Conditions.Any(condition => condition.Type == "Ready" && condition.Status == "True") == true;

    private int Restarts(string name, string container) => Statuses(name).Where(status => container.Length == 0 || status.Name == container).Sum(status => status.RestartCount);

    private IEnumerable<ContainerStatus> Statuses(string name) => Pod(name) is { } pod ? [.. pod.Status.InitContainerStatuses, .. pod.Status.ContainerStatuses, .. pod.Status.EphemeralContainerStatuses] : [];

    private string Log(string target)
    {
        var parts = target.Split('/');
        return kubectl.Run(parts.Length > 1 ? ["logs", parts[0], "-c", parts[1]] : ["logs", parts[0]]).Stdout;
    }

    private IEnumerable<string> Events(string name) => cluster.Api.Of<Event>().List().Where(found => found.InvolvedObject.Name == name).Select(found => $"{found.Type} {found.Reason} {found.Message}");

    /// <summary>Each container and its state: <c>c1=running c2=terminated(137,OOMKilled,message)</c>.</summary>
    private string States(string name)
    {
        var text = new StringBuilder();
        if (Pod(name) is { Status.Reason.Length: > 0 } pod) text.Append(CultureInfo.InvariantCulture, $"{pod.Status.Reason}({pod.Status.Message}) ");
        foreach (var status in Statuses(name))
        {
            var state = status.State.Running is not null ? "running" : status.State.Waiting is { } waiting ? $"waiting({waiting.Reason},{waiting.Message})"
                : status.State.Terminated is { } ended ? string.Create(CultureInfo.InvariantCulture, $"terminated({ended.ExitCode},{ended.Reason},{ended.Message})") : "unknown";
            text.Append(CultureInfo.InvariantCulture, $"{status.Name}={state} ");
        }

        return text.ToString();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static (string First, string After) Cut(string text) => text.IndexOf(' ', StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..].Trim()) : (text, "");

    [GeneratedRegex(@"command terminated with exit code \d+\n")]
    private static partial Regex Words();

    [GeneratedRegex(@"<(\w+)(?:\|([^>]*))?>")]
    private static partial Regex Slot();

    [GeneratedRegex(@"\{(ip|uid):([\w-]+)\}")]
    private static partial Regex Reference();
}
