using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Kubelet.Environment;

/// <summary>The environment of a container: from config maps and secrets, its own variables, and services.</summary>
/// <remarks>Follows pkg/kubelet/kubelet_pods.go makeEnvironmentVariables (v1.36.3).</remarks>
internal sealed class EnvironmentBuilder(KubeletContext context)
{
    private static readonly ResourceInfo Services = ApiServer.ResourceOf(Service.GroupVersionKind);
    private readonly FieldValues fields = new(context);
    private readonly Dictionary<(string Namespace, bool Links), List<KeyValuePair<string, string>>> services = [];
    private long servicesVersion = -1;

    /// <exception cref="ConfigException">Something that is not optional is missing.</exception>
    public List<KeyValuePair<string, string>> Build(Pod pod, Container container, IReadOnlyList<string> podIps)
    {
        var services = VariablesOfServices(pod.Metadata.Namespace ?? "", pod.Spec.EnableServiceLinks ?? true);
        var result = new List<KeyValuePair<string, string>>(container.Env.Count + services.Count);
        foreach (var source in container.EnvFrom) AddSource(result, pod, source);
        foreach (var variable in container.Env)
        {
            var value = variable.Value ?? "";
            if (value.Length > 0) value = Expansion.Expand(value, name => Find(result, name) ?? Find(services, name));
            else if (variable.ValueFrom is { } source)
            {
                if (Resolve(pod, container, source, podIps) is not { } resolved) continue;
                value = resolved;
            }

            Set(result, variable.Name, value);
        }

        var own = result.Count;
        foreach (var entry in services)
        {
            if (Find(result, entry.Key, own) is null) result.Add(entry);
        }

        return result;
    }

    /// <summary>The same for all containers of a namespace until a service changes.</summary>
    private List<KeyValuePair<string, string>> VariablesOfServices(string @namespace, bool links)
    {
        if (context.Api.Store.VersionOf(Services) is var version && version != servicesVersion)
        {
            services.Clear();
            servicesVersion = version;
        }

        if (!services.TryGetValue((@namespace, links), out var known)) services.Add((@namespace, links), known = ServiceVariables.For(context, @namespace, links));
        return known;
    }

    public static string? Find(List<KeyValuePair<string, string>> variables, string name) => Find(variables, name, variables.Count);

    private static string? Find(List<KeyValuePair<string, string>> variables, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (variables[i].Key == name) return variables[i].Value;
        }

        return null;
    }

    private static void Set(List<KeyValuePair<string, string>> variables, string name, string value)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i].Key != name) continue;
            variables[i] = KeyValuePair.Create(name, value);
            return;
        }

        variables.Add(KeyValuePair.Create(name, value));
    }

    private void AddSource(List<KeyValuePair<string, string>> result, Pod pod, EnvFromSource source)
    {
        var @namespace = pod.Metadata.Namespace ?? "";
        if (source.ConfigMapRef is { } map)
        {
            if (context.Api.Of<ConfigMap>().Find(@namespace, map.Name ?? "") is { } found)
            {
                foreach (var (key, value) in found.Data) Set(result, source.Prefix + key, value);
            }
            else if (map.Optional != true)
            {
                throw new ConfigException($"configmap \"{map.Name}\" not found");
            }
        }

        if (source.SecretRef is { } secret)
        {
            if (context.Api.Of<Secret>().Find(@namespace, secret.Name ?? "") is { } found)
            {
                foreach (var (key, value) in found.Data) Set(result, source.Prefix + key, Encoding.UTF8.GetString(value.ToBytes()));
            }
            else if (secret.Optional != true)
            {
                throw new ConfigException($"secret \"{secret.Name}\" not found");
            }
        }
    }

    private string? Resolve(Pod pod, Container container, EnvVarSource source, IReadOnlyList<string> podIps)
    {
        var @namespace = pod.Metadata.Namespace ?? "";
        if (source.FieldRef is { } field) return fields.Field(pod, field.FieldPath, podIps);
        if (source.ResourceFieldRef is { } resource) return fields.Resource(pod, container, resource);
        if (source.ConfigMapKeyRef is { } map)
        {
            if (context.Api.Of<ConfigMap>().Find(@namespace, map.Name ?? "") is not { } found)
                return map.Optional == true ? null : throw new ConfigException($"configmap \"{map.Name}\" not found");
            if (found.Data.TryGetValue(map.Key, out var value)) return value;
            return map.Optional == true ? null : throw new ConfigException($"couldn't find key {map.Key} in ConfigMap {@namespace}/{map.Name}");
        }

        if (source.SecretKeyRef is { } secret)
        {
            if (context.Api.Of<Secret>().Find(@namespace, secret.Name ?? "") is not { } found)
                return secret.Optional == true ? null : throw new ConfigException($"secret \"{secret.Name}\" not found");
            if (found.Data.TryGetValue(secret.Key, out var value)) return Encoding.UTF8.GetString(value.ToBytes());
            return secret.Optional == true ? null : throw new ConfigException($"couldn't find key {secret.Key} in Secret {@namespace}/{secret.Name}");
        }

        return source.FileKeyRef is { } file ? EnvironmentFile.Value(context, pod, file) : "";
    }
}
