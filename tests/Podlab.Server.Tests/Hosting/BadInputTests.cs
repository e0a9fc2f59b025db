using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Podlab.Server.Tests.Hosting;

/// <summary>Whatever comes over the wire is answered or ended; the next request finds the server as before.</summary>
public sealed class BadInputTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    public static IEnumerable<TheoryDataRow<byte[], string, int[]>> Bodies =>
    [
        new("{\"metadata\":{\"name\":\"a\xff\xfe\"}}"u8.ToArray().Select(b => b == 0xc3 ? (byte)0xff : b).ToArray(), "application/json", [400, 422]) { Label = "bytes that are no UTF-8" },
        new(Encoding.UTF8.GetBytes(new string('[', 100_000)), "application/json", [400]) { Label = "deep nesting in JSON" },
        new(Encoding.UTF8.GetBytes("{\"metadata\":{\"name\":\"a\"},\"data\":" + string.Concat(Enumerable.Repeat("{\"a\":", 50_000))), "application/json", [400]) { Label = "deep objects in JSON" },
        new(Encoding.UTF8.GetBytes(new string('[', 100_000)), "application/yaml", [400]) { Label = "deep nesting in YAML" },
        new(Encoding.UTF8.GetBytes("a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select((c, i) => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i)}", 9))}]\n"))), "application/yaml", [400, 422, 500]) { Label = "a bomb of YAML aliases" },
        new([], "application/json", [400, 422]) { Label = "nothing" },
        new("null"u8.ToArray(), "application/json", [400, 422]) { Label = "null" },
        new("k8s\0garbage"u8.ToArray(), "application/vnd.kubernetes.protobuf", [400]) { Label = "protobuf that is none" },
        new("{}"u8.ToArray(), "text/nonsense", [415]) { Label = "an unknown type" },
        new("{\"metadata\":{\"name\":\"a\"}}{}"u8.ToArray(), "application/json", [400]) { Label = "two documents" },
        new("{\"metadata\":{\"name\":\"a\",\"generation\":99999999999999999999999999}}"u8.ToArray(), "application/json", [400]) { Label = "a huge number" },
        new(new byte[10 * 1024 * 1024], "application/json", [413]) { Label = "ten megabytes" },
    ];

    [Theory, MemberData(nameof(Bodies))]
    public async Task Create_ofABrokenBody_isRefusedWithAStatus(byte[] body, string type, int[] codes)
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await served.Client.PostAsync(ConfigMaps, content);
        codes.ShouldContain((int)answer.StatusCode);
        await ShouldBeStatusAsync(answer);
        (await served.Client.GetStringAsync("/readyz")).ShouldBe("ok");
    }

    [Theory]
    [InlineData("application/json-patch+json", "[{\"op\":\"nonsense\"}]")]
    [InlineData("application/json-patch+json", "{}")]
    [InlineData("application/merge-patch+json", "[1")]
    [InlineData("application/strategic-merge-patch+json", "{\"data\":{\"$patch\":\"nonsense\"}}")]
    [InlineData("application/apply-patch+yaml", "}{")]
    public async Task Patch_ofNonsense_isRefusedAndChangesNothing(string type, string patch)
    {
        await using var served = await ServedBareCluster.StartAsync();
        await served.Client.PostAsync(ConfigMaps, new StringContent("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}", Encoding.UTF8, "application/json"));
        var before = await served.Client.GetStringAsync(ConfigMaps + "/a");
        var answer = await served.Client.PatchAsync(ConfigMaps + "/a?fieldManager=m", new StringContent(patch, Encoding.UTF8, type));
        ((int)answer.StatusCode).ShouldBeInRange(400, 500);
        await ShouldBeStatusAsync(answer);
        (await served.Client.GetStringAsync(ConfigMaps + "/a")).ShouldBe(before);
    }

    [Fact]
    public async Task Create_compressed_isNoJson()
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var zipped = new MemoryStream();
        await using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write("{}"u8);
        using var content = new ByteArrayContent(zipped.ToArray());
        content.Headers.Add("Content-Type", "application/json");
        content.Headers.Add("Content-Encoding", "gzip");
        (await served.Client.PostAsync(ConfigMaps, content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Create_inPiecesWithoutALength_isTakenOrTooLarge()
    {
        await using var served = await ServedBareCluster.StartAsync();
        using var small = new StreamContent(new MemoryStream("{\"metadata\":{\"name\":\"a\"}}"u8.ToArray()));
        small.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = small };
        request.Headers.TransferEncodingChunked = true;
        (await served.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var large = new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = new StreamContent(new MemoryStream(new byte[5 * 1024 * 1024])) };
        large.Headers.TransferEncodingChunked = true;
        (await served.Client.SendAsync(large)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Connections_halfSpokenHalfClosedOrGarbage_harmNobody()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var token = served.Server.Token;
        string[] beginnings =
        [
            "GET /api HTT",
            "POST " + ConfigMaps + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"metadata\"",
            "POST " + ConfigMaps + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "\0\0\0\u0001 nonsense\r\n\r\n",
            "GET " + ConfigMaps + "?watch=true HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n",
        ];
        var open = new List<SslStream>();
        foreach (var beginning in beginnings)
        {
            var stream = await DialAsync(served);
            open.Add(stream);
            try
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(beginning));
                await stream.ShutdownAsync();
            }
            catch (IOException)
            {
                // The server has had enough before we were done.
            }
        }

        // One that says nothing more, and does not go either.
        var slow = await DialAsync(served);
        await slow.WriteAsync(Encoding.Latin1.GetBytes(beginnings[1]));
        (await served.Client.GetAsync(ConfigMaps)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var stream in open) await stream.DisposeAsync();
        (await served.Client.PostAsync(ConfigMaps, new StringContent("{\"metadata\":{\"name\":\"a\"}}", Encoding.UTF8, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        await slow.DisposeAsync();
    }

    [Fact]
    public async Task Get_withoutTokenOrWithAnother_isToldInAStatus()
    {
        await using var served = await ServedBareCluster.StartAsync();
        foreach (var token in (string?[])[null, "other", ""])
        {
            using var stranger = ServedBareCluster.MakeClient(served.Server, null);
            if (token is not null) stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);
            foreach (var path in (string[])["/api", ConfigMaps, "/podlab/clock/now", "/metrics", "/nope"])
            {
                var answer = await stranger.GetAsync(path);
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
                await ShouldBeStatusAsync(answer);
            }
        }
    }

    private static async Task ShouldBeStatusAsync(HttpResponseMessage answer)
    {
        var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        status["kind"]!.GetValue<string>().ShouldBe("Status");
        status["code"]!.GetValue<int>().ShouldBe((int)answer.StatusCode);
    }

    private static async Task<SslStream> DialAsync(ServedBareCluster served)
    {
        var client = new TcpClient();
        await client.ConnectAsync(served.Server.Address.Host, served.Server.Address.Port);
        var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("localhost");
        return stream;
    }
}
