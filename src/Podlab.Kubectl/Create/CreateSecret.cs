using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create secret generic|docker-registry|tls</c>.</summary>
internal static class CreateSecret
{
    public static CommandSpec Spec { get; } = new("secret", "secret (docker-registry | generic | tls)", "Create a secret using a specified subcommand")
    {
        HelpToStderr = true,
        Subcommands =
        [
            new("docker-registry", "docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]", "Create a secret for use with a Docker registry")
            {
                Flags = flags => CreateFlags.AddTo(flags
                    .Bool("append-hash", false, "Append a hash of the secret to its name.")
                    .Text("docker-email", "", "Email for Docker registry")
                    .Text("docker-password", "", "Password for Docker registry authentication")
                    .Text("docker-server", "https://index.docker.io/v1/", "Server location for Docker registry")
                    .Text("docker-username", "", "Username for Docker registry authentication")
                    .Slice("from-file", "Key files can be specified using their file path.")),
                Run = DockerAsync,
            },
            new("generic", "generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]", "Create a secret from a local file, directory, or literal value")
            {
                Flags = flags => CreateFlags.AddTo(flags
                    .Bool("append-hash", false, "Append a hash of the secret to its name.")
                    .Slice("from-env-file", "Specify the path to a file to read lines of key=val pairs to create a secret.")
                    .Slice("from-file", "Key files can be specified using their file path.")
                    .List("from-literal", "Specify a key and literal value to insert in secret (i.e. mykey=somevalue)")
                    .Text("type", "", "The type of secret to create")),
                Run = GenericAsync,
            },
            new("tls", "tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]", "Create a TLS secret")
            {
                Flags = flags => CreateFlags.AddTo(flags
                    .Bool("append-hash", false, "Append a hash of the secret to its name.")
                    .Text("cert", "", "Path to PEM encoded public key certificate.")
                    .Text("key", "", "Path to private key associated with given certificate.")),
                Run = TlsAsync,
            },
        ],
    };

    private static async Task GenericAsync(Invocation call)
    {
        var name = call.OneName();
        var data = new JsonObject();
        KeyValueSources.Read(call, (key, content) =>
        {
            if (KeyValueSources.CheckKey(key, "Secret") is { } wrong) throw new KubectlError(wrong);
            if (data.ContainsKey(key)) throw new KubectlError($"cannot add key {GoText.Quote(key)}, another key by that name already exists in Data for Secret {GoText.Quote(name)}");
            data[key] = Convert.ToBase64String(content);
        });
        await SubmitAsync(call, name, call.Flags["type"], data);
    }

    private static async Task DockerAsync(Invocation call)
    {
        var (flags, name) = (call.Flags, call.OneName());
        var data = new JsonObject();
        if (flags.Values("from-file").Count > 0)
        {
            KeyValueSources.Read(call, (key, content) => data[key] = Convert.ToBase64String(content));
        }
        else
        {
            if (flags["docker-username"].Length == 0 || flags["docker-password"].Length == 0 || flags["docker-server"].Length == 0)
                throw new KubectlError("either --from-file or the combination of --docker-username, --docker-password and --docker-server is required");
            var entry = new StringBuilder().Append("{\"username\":").Append(JsonText.Quote(flags["docker-username"])).Append(",\"password\":").Append(JsonText.Quote(flags["docker-password"]));
            if (flags["docker-email"].Length > 0) entry.Append(",\"email\":").Append(JsonText.Quote(flags["docker-email"]));
            entry.Append(",\"auth\":\"").Append(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{flags["docker-username"]}:{flags["docker-password"]}"))).Append("\"}");
            data[".dockerconfigjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"auths\":{{{JsonText.Quote(flags["docker-server"])}:{entry}}}}}"));
        }

        await SubmitAsync(call, name, "kubernetes.io/dockerconfigjson", data);
    }

    private static async Task TlsAsync(Invocation call)
    {
        var name = call.OneName();
        if (call.Flags["key"].Length == 0 || call.Flags["cert"].Length == 0) throw new KubectlError("key and cert must be specified");
        var cert = ReadFile(call, call.Flags["cert"]);
        var key = ReadFile(call, call.Flags["key"]);
        await SubmitAsync(call, name, "kubernetes.io/tls", new JsonObject { ["tls.crt"] = Convert.ToBase64String(cert), ["tls.key"] = Convert.ToBase64String(key) });
    }

    private static byte[] ReadFile(Invocation call, string path) =>
        call.IO.Files.FileExists(path) ? call.IO.Files.Read(path) : throw new KubectlError($"Cannot read file {path}, open {path}: no such file or directory");

    private static Task SubmitAsync(Invocation call, string name, string type, JsonObject data)
    {
        var value = CreateFlags.Head(call, "v1", "Secret", name);
        if (data.Count > 0) value["data"] = NameHash.Sorted(data);
        if (type.Length > 0) value["type"] = type;
        if (call.Flags.Is("append-hash")) value.Ensure("metadata")["name"] = $"{name}-{NameHash.OfSecret(name, type, data)}";
        return CreateCommand.SubmitAsync(call, value, "failed to create secret ");
    }
}
