using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Containers of a pod or of a pod template.</summary>
internal static class ContainersSection
{
    /// <param name="pod">Gives environment variables their values; null for a template.</param>
    /// <param name="space">Put before the title of a template's containers.</param>
    public static void Write(DescribeWriter w, string title, IEnumerable<JsonNode?> containers, IEnumerable<JsonNode?> statuses, JsonNode? pod, string space)
    {
        var all = containers.ToList();
        var known = statuses.ToDictionary(s => s.Text("name"), s => s, StringComparer.Ordinal);
        w.Line($"{space}{title}:{(all.Count == 0 ? " <none>" : "")}");
        foreach (var container in all)
        {
            known.TryGetValue(container.Text("name"), out var status);
            Basics(w, container, status, space);
            Words(w, "Command", container.Items("command"));
            Words(w, "Args", container.Items("args"));
            if (status is not null) State(w, status);
            Resources(w, 2, container.At("resources"));
            Probes(w, container);
            EnvironmentSection.Write(w, container, pod);
            Mounts(w, container);
        }
    }

    public static void Resources(DescribeWriter w, int level, JsonNode? resources)
    {
        foreach (var (title, key) in ((string, string)[])[("Limits", "limits"), ("Requests", "requests")])
        {
            if (resources.Count(key) == 0) continue;
            w.Line(level, $"{title}:");
            foreach (var (name, quantity) in resources.Entries(key)) w.Field(level + 1, name, (quantity as JsonValue)?.GetValue<string>() ?? "");
        }
    }

    private static void Basics(DescribeWriter w, JsonNode? container, JsonNode? status, string space)
    {
        w.Line(1, $"{(space.Length > 0 ? " " : "")}{container.Text("name")}:");
        if (status is not null) w.Field(2, "Container ID", status.Text("containerID"));
        w.Field(2, "Image", container.Text("image"));
        if (status is not null) w.Field(2, "Image ID", status.Text("imageID"));
        Ports(w, "Port", container, "containerPort");
        Ports(w, "Host Port", container, "hostPort");
        if (container.At("securityContext", "seccompProfile") is { } profile)
        {
            w.Field(2, "SeccompProfile", profile.Text("type"));
            if (profile.Text("type") == "Localhost") w.Field(3, "LocalhostProfile", profile.Text("localhostProfile"));
        }
    }

    private static void Ports(DescribeWriter w, string title, JsonNode? container, string field)
    {
        var ports = container.Items("ports").Select(p =>
            $"{(p.Number(field) ?? 0).ToString(CultureInfo.InvariantCulture)}/{(p.Text("protocol") is { Length: > 0 } protocol ? protocol : "TCP")}{(p.Text("name") is { Length: > 0 } name ? $" ({name})" : "")}").ToList();
        if (ports.Count > 1) w.Field(2, title + "s", string.Join(", ", ports));
        else w.Field(2, title, ports.Count == 0 ? "<none>" : ports[0]);
    }

    private static void Words(DescribeWriter w, string title, IEnumerable<JsonNode?> words)
    {
        var all = words.Select(c => c!.GetValue<string>()).ToList();
        if (all.Count == 0) return;
        w.Line(2, title + ":");
        foreach (var line in all.SelectMany(c => c.Split('\n'))) w.Line(3, line);
    }

    private static void State(DescribeWriter w, JsonNode? status)
    {
        OneState(w, "State", status.At("state"));
        if (status.Has("lastState", "terminated")) OneState(w, "Last State", status.At("lastState"));
        w.Field(2, "Ready", DescribeWriter.Title(status.True("ready")));
        w.Field(2, "Restart Count", (status.Number("restartCount") ?? 0).ToString(CultureInfo.InvariantCulture));
    }

    private static void OneState(DescribeWriter w, string title, JsonNode? state)
    {
        if (state.At("running") is { } running)
        {
            w.Field(2, title, "Running");
            w.Field(3, "Started", DescribeWriter.Time(running.Time("startedAt")));
        }
        else if (state.At("terminated") is { } ended)
        {
            w.Field(2, title, "Terminated");
            w.Optional(3, "Reason", ended.Text("reason"));
            w.Optional(3, "Message", ended.Text("message"));
            w.Field(3, "Exit Code", (ended.Number("exitCode") ?? 0).ToString(CultureInfo.InvariantCulture));
            if (ended.Number("signal") is > 0 and var signal) w.Field(3, "Signal", signal.ToString(CultureInfo.InvariantCulture));
            w.Field(3, "Started", DescribeWriter.Time(ended.Time("startedAt")));
            w.Field(3, "Finished", DescribeWriter.Time(ended.Time("finishedAt")));
        }
        else
        {
            w.Field(2, title, "Waiting");
            w.Optional(3, "Reason", state.Text("waiting", "reason"));
        }
    }

    private static void Probes(DescribeWriter w, JsonNode? container)
    {
        foreach (var (title, key) in ((string, string)[])[("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")])
        {
            if (container.At(key) is { } probe) w.Field(2, title, Probe(probe));
        }
    }

    private static string Probe(JsonNode probe)
    {
        var attributes = string.Create(CultureInfo.InvariantCulture,
            $"delay={probe.Number("initialDelaySeconds") ?? 0}s timeout={probe.Number("timeoutSeconds") ?? 0}s period={probe.Number("periodSeconds") ?? 0}s #success={probe.Number("successThreshold") ?? 0} #failure={probe.Number("failureThreshold") ?? 0}");
        if (probe.At("exec") is { } exec) return $"exec [{string.Join(' ', exec.Items("command").Select(c => c!.GetValue<string>()))}] {attributes}";
        if (probe.At("httpGet") is { } http)
        {
            var scheme = (http.Text("scheme") is { Length: > 0 } given ? given : "HTTP").ToLowerInvariant();
            var path = http.Text("path");
            return $"http-get {scheme}://{http.Text("host")}:{http.Text("port")}{(path.Length > 0 && path[0] != '/' ? "/" : "")}{EscapedPath(path)} {attributes}";
        }

        if (probe.At("tcpSocket") is { } tcp) return $"tcp-socket {tcp.Text("host")}:{tcp.Text("port")} {attributes}";
        return probe.At("grpc") is { } grpc ? $"grpc <pod>:{grpc.Text("port")} {grpc.Text("service")} {attributes}" : $"unknown {attributes}";
    }

    /// <summary>The path as Go's URL writes it: a query in it is not taken for one.</summary>
    private static string EscapedPath(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var value in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || "-_.~$&+,/:;=@!'()*[]".Contains((char)value, StringComparison.Ordinal)) text.Append((char)value);
            else text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return text.ToString();
    }

    private static void Mounts(DescribeWriter w, JsonNode? container)
    {
        var mounts = container.Items("volumeMounts").OrderBy(m => m.Text("mountPath"), StringComparer.Ordinal).ToList();
        w.Line(2, $"Mounts:{(mounts.Count == 0 ? "\t<none>" : "")}");
        foreach (var mount in mounts)
        {
            var flags = (mount.True("readOnly") ? "ro" : "rw") + (mount.Text("subPath") is { Length: > 0 } path ? $",path={Api.GoText.Quote(path)}" : "");
            w.Line(3, $"{mount.Text("mountPath")} from {mount.Text("name")} ({flags})");
        }

        if (container.Count("volumeDevices") == 0) return;
        w.Line(2, "Devices:");
        foreach (var device in container.Items("volumeDevices").OrderBy(d => d.Text("devicePath"), StringComparer.Ordinal)) w.Line(3, $"{device.Text("devicePath")} from {device.Text("name")}");
    }
}
