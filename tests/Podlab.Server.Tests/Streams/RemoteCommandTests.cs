using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Server.Tests.Clients;

namespace Podlab.Server.Tests.Streams;

/// <summary>exec, attach, logs and watches over WebSockets, in their own protocol.</summary>
public sealed class RemoteCommandTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("v5.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task Exec_withInput_bringsOutputsAndCode(string protocol)
    {
        await MakePodAsync("shell");
        using var socket = await OpenAsync($"{Pods}/shell/exec?command=sh&command=-c&command=read+line%3B+echo+%22got+%24line%22%3B+echo+err+%3E%262%3B+exit+3&stdin=true&stdout=true&stderr=1", protocol);
        await socket.SendAsync("\0typed\n"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, default);
        var channels = await ReadAllAsync(socket);
        channels[1].ShouldBe("got typed\n");
        channels[2].ShouldBe("err\n");
        var status = JsonNode.Parse(channels[3])!;
        status["reason"]!.GetValue<string>().ShouldBe("NonZeroExitCode");
        status["details"]!["causes"]![0]!["message"]!.GetValue<string>().ShouldBe("3");
    }

    [Fact]
    public async Task Exec_whoseInputIsClosed_seesItsEnd()
    {
        await MakePodAsync("shell");
        using var socket = await OpenAsync($"{Pods}/shell/exec?command=cat&stdin=true&stdout=True", "v5.channel.k8s.io");
        await socket.SendAsync("\0some"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: false, default);
        await socket.SendAsync("thing"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, default);
        await socket.SendAsync(new byte[] { 255, 0 }, WebSocketMessageType.Binary, endOfMessage: true, default);
        var channels = await ReadAllAsync(socket);
        channels[1].ShouldBe("something");
        channels[3].ShouldContain("Success");
    }

    [Fact]
    public async Task Exec_ofNoCommandThatIsThere_isAnInternalError()
    {
        await MakePodAsync("shell");
        using var socket = await OpenAsync($"{Pods}/shell/exec?command=nope&stdout=true", "v5.channel.k8s.io");
        (await ReadAllAsync(socket))[3].ShouldContain("Internal error occurred: error executing command in container: failed to exec in container");
    }

    [Fact]
    public async Task Log_followedOverAWebSocket_comesInMessages()
    {
        await MakePodAsync("shell");
        using var socket = await OpenAsync($"{Pods}/shell/log?follow=true", "binary.k8s.io");
        Encoding.UTF8.GetString((await ReceiveAsync(socket))!).ShouldStartWith("tick\n");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    [Fact]
    public async Task Watch_overAWebSocket_comesInMessages()
    {
        using var socket = await OpenAsync("/api/v1/namespaces?watch=true", null);
        JsonNode.Parse(await ReceiveAsync(socket))!["type"]!.GetValue<string>().ShouldBe("ADDED");
    }

    [Fact]
    public async Task Exec_overSpdy_isRefusedWithTheWayOut()
    {
        await MakePodAsync("shell");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Pods}/shell/exec?command=ls");
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "SPDY/3.1");
        var answer = await served.Client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("use a client that speaks WebSockets");
    }

    [Fact]
    public async Task Dispose_withStreamsOpen_endsThemSoon()
    {
        var other = new ServedCluster();
        await other.InitializeAsync();
        await MakePodAsync("shell", other);
        using var exec = await OpenAsync($"{Pods}/shell/exec?command=sleep&command=1000000&stdin=true&stdout=true", "v5.channel.k8s.io", other);
        using var forward = await OpenAsync($"{Pods}/shell/portforward?ports=80", "v4.channel.k8s.io", other);
        using var log = await other.Client.GetAsync($"{Pods}/shell/log?follow=true", HttpCompletionOption.ResponseHeadersRead);
        await other.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
    }

    private async Task MakePodAsync(string name, ServedCluster? cluster = null)
    {
        var client = (cluster ?? served).Client;
        var pod = "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"busybox\",\"command\":[\"sh\",\"-c\",\"while true; do echo tick; sleep 30; done\"]}]}}";
        await client.PostAsync(Pods, new StringContent(pod, Encoding.UTF8, "application/json"));
        using var watch = await client.GetAsync($"{Pods}?watch=true&fieldSelector=metadata.name%3D{name}", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        while ((await lines.ReadLineAsync())?.Contains("\"phase\":\"Running\"", StringComparison.Ordinal) == false)
        {
            // Not yet.
        }
    }

    private async Task<ClientWebSocket> OpenAsync(string path, string? protocol, ServedCluster? cluster = null)
    {
        var server = (cluster ?? served).Server;
        var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + server.Token);
        if (protocol is not null) socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new Uri("wss://" + server.Address.Authority + path), default);
        socket.SubProtocol.ShouldBe(protocol);
        return socket;
    }

    /// <summary>What came on each channel until the server closed.</summary>
    private static async Task<Dictionary<int, string>> ReadAllAsync(ClientWebSocket socket)
    {
        var channels = new Dictionary<int, string>();
        while (await ReceiveAsync(socket) is { } message) channels[message[0]] = channels.GetValueOrDefault(message[0]) + Encoding.UTF8.GetString(message.AsSpan(1));
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        return channels;
    }

    private static async Task<byte[]?> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[256 * 1024];
        var count = 0;
        while (true)
        {
            var piece = await socket.ReceiveAsync(buffer.AsMemory(count), limit.Token);
            if (piece.MessageType == WebSocketMessageType.Close) return null;
            count += piece.Count;
            if (piece.EndOfMessage) return buffer[..count];
        }
    }
}
