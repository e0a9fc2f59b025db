using Podlab.Engine.Runtime;
using Podlab.Simulation.Tests.Runtime;

namespace Podlab.Simulation.Tests.Servers;

public class WebTests
{
    private const string Sites = """
        upstream b { server 127.0.0.1:9001; server 127.0.0.1:9002; }
        server {
          listen 8080; error_page 404 /nf.html;
          location / { root /srv; try_files $uri $uri/ =404; autoindex on; }
          location /api/ { proxy_pass http://b/; proxy_set_header X-Real $remote_addr; }
          location = /st { stub_status; }
          location ~ \.php$ { return 403; }
          location /t { return 200 "hi $request_uri"; add_header X-T 1; }
        }
        server { listen 9001; location / { return 200 "one $request_uri"; } }
        """;

    private static (Node Node, ContainerId Id) Start(string image, params string[] args)
    {
        var node = new Node();
        node.Run(() => node.Runtime.PullImageAsync(image));
        var id = node.Start(new ContainerConfig { Name = "web", Image = image, Args = args });
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        return (node, id);
    }

    [Fact]
    public void Nginx_reads_its_sites_again()
    {
        var (node, id) = Start("nginx:1.25.3", "nginx", "-g", "daemon off;");
        node.Exec(id, Sites, "sh", "-c", "cat > /etc/nginx/conf.d/x.conf; mkdir -p /srv/d; echo nf > /srv/nf.html; echo x > /srv/d/x; nginx -s reload; sleep 1").Code.ShouldBe(0);
        string Get(string path) => node.Exec(id, null, "curl", "-s", "localhost:8080" + path).Stdout;
        Get("/nosuch").ShouldBe("nf\n");
        Get("/api/foo?a=1").ShouldBe("one /foo?a=1");
        Get("/api/foo").ShouldContain("502 Bad Gateway");
        Get("/d/").ShouldContain("<a href=\"x\">x</a>");
        Get("/st").ShouldContain("server accepts handled requests");
        Get("/a.php").ShouldContain("403 Forbidden");
        node.Exec(id, null, "curl", "-si", "localhost:8080/t").Stdout.ShouldContain("X-T: 1\r\n\r\nhi /t");
        node.Log(id).ShouldContain("connect() failed (111: Connection refused) while connecting to upstream");
    }

    [Theory]
    [InlineData("location / {}", "\"location\" directive is not allowed here in /etc/nginx/conf.d/x.conf:1")]
    [InlineData("server { foo; }", "unknown directive \"foo\" in /etc/nginx/conf.d/x.conf:1")]
    [InlineData("server { location / { proxy_pass http://nosuch:80; } }", "host not found in upstream \"nosuch\" in /etc/nginx/conf.d/x.conf:1")]
    public void Nginx_tells_what_is_wrong_with_its_configuration(string text, string why)
    {
        var (node, id) = Start("nginx:1.25.3", "nginx", "-g", "daemon off;");
        node.Exec(id, text, "sh", "-c", "cat > /etc/nginx/conf.d/x.conf; nginx -t").ShouldBe((1, "", $"nginx: [emerg] {why}\nnginx: configuration file /etc/nginx/nginx.conf test failed\n"));
    }

    [Theory]
    [InlineData("localhost/nosuch -sf -o /dev/null -w %{http_code}", 22, "404", "")]
    [InlineData("-f localhost/nosuch", 22, "", "curl: (22) The requested URL returned error: 404\n")]
    [InlineData("localhost:81", 7, "", "curl: (7) Failed to connect to localhost port 81 after 0 ms: Could not connect to server\n")]
    [InlineData("nosuch.invalid", 6, "", "curl: (6) Could not resolve host: nosuch.invalid\n")]
    [InlineData("-m 2 10.255.255.1", 28, "", "curl: (28) Connection timed out after 2000 milliseconds\n")]
    [InlineData("-k https://localhost:80", 35, "", "curl: (35) TLS connect error: error:0A00010B:SSL routines::wrong version number\n")]
    [InlineData("foo://localhost", 1, "", "curl: (1) Protocol \"foo\" not supported\n")]
    [InlineData("http://", 3, "", "curl: (3) URL rejected: No host part in the URL\n")]
    [InlineData("--nosuch localhost", 2, "", "curl: option --nosuch: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n")]
    [InlineData("-sI localhost -o /dev/null -w %{http_code}-%{num_redirects}-%{method}", 0, "200-0-HEAD", "")]
    [InlineData("--resolve web.example:80:127.0.0.1 -s web.example -o /dev/null -w %{remote_ip}", 0, "127.0.0.1", "")]
    [InlineData("--retry 1 --retry-connrefused localhost:81", 7, "", "curl: (7) Failed to connect to localhost port 81 after 0 ms: Could not connect to server\nWarning: Problem: connection refused. Will retry in 1 second. 1 retry left.\ncurl: (7) Failed to connect to localhost port 81 after 0 ms: Could not connect to server\n")]
    public void Curl_ends_with_its_code_and_words(string arguments, int code, string stdout, string stderr)
    {
        var (node, id) = Start("nginx:1.25.3", "nginx", "-g", "daemon off;");
        node.Exec(id, null, "sh", "-c", "curl " + arguments).ShouldBe((code, stdout, stderr));
    }

    [Fact]
    public void Consumer_takes_memory_for_a_time()
    {
        var (node, id) = Start("registry.k8s.io/e2e-test-images/agnhost:2.53", "resource-consumer");
        long Memory() => long.Parse(node.Exec(id, null, "cat", "/sys/fs/cgroup/memory.current").Stdout, System.Globalization.CultureInfo.InvariantCulture);
        var before = Memory();
        node.Exec(id, null, "curl", "-s", "-d", "megabytes=10&durationSec=5", "localhost:8080/ConsumeMem").Stdout.ShouldBe("ConsumeMem\n10 megabytes\n5 durationSec\n");
        node.Loop.Advance(TimeSpan.FromSeconds(1));
        (Memory() - before).ShouldBeGreaterThan(9 << 20);
        node.Loop.Advance(TimeSpan.FromSeconds(6));
        (Memory() - before).ShouldBeLessThan(1 << 20);
    }
}
