using System.Text;

namespace Podlab.Server.Hosting;

/// <summary>The file by which kubectl and client libraries find the server and prove themselves.</summary>
public static class Kubeconfig
{
    public static string Write(Uri server, string authorityPem, string token) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: podlab
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem + "\n"))}
        users:
        - name: podlab-admin
          user:
            token: {token}
        contexts:
        - name: podlab
          context:
            cluster: podlab
            user: podlab-admin
            namespace: default
        current-context: podlab

        """.ReplaceLineEndings("\n");

    /// <summary>Writes the file so that only its owner can read it: it holds the token.</summary>
    public static void Save(string path, string content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!string.IsNullOrEmpty(folder)) Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, new UTF8Encoding(false), options);
        file.Write(content);
    }
}
