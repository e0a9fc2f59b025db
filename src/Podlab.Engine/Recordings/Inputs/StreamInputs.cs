using System.Text.Json;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Recordings;

/// <summary>exec or attach begins.</summary>
/// <param name="Id">Counts up from 1 within a run.</param>
public sealed record StreamInput(int Id, ApiRequest Request, bool HasInput, bool HasOutput, bool HasErrors) : Input
{
    public override string Kind => "stream";

    public override string Summary => $"{Request.Method} {Request.Path}";

    internal override object? Apply(Cluster cluster) => cluster.Api.Inputs!.Streams.Open(this);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("id", Id);
        json.WriteBoolean("stdin", HasInput);
        json.WriteBoolean("stdout", HasOutput);
        json.WriteBoolean("stderr", HasErrors);
        RequestJson.Write(json, Request);
    }

    internal static StreamInput Read(InputFields fields) => new(fields.Number("id"), RequestJson.Read(fields), fields.Truth("stdin"), fields.Truth("stdout"), fields.Truth("stderr"));
}

/// <summary>Bytes for the standard input of a command.</summary>
public sealed record StreamDataInput(int Id, byte[] Bytes) : Input
{
    public override string Kind => "stdin";

    public override string Summary => $"{Bytes.Length} bytes of input for command {Id}";

    internal override object? Apply(Cluster cluster)
    {
        cluster.Api.Inputs!.Streams.Find(Id)?.Input?.Put(Bytes);
        return null;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("id", Id);
        RequestJson.WriteBytes(json, "bytes", Bytes);
    }

    internal static StreamDataInput Read(InputFields fields) => new(fields.Number("id"), RequestJson.ReadBytes(fields, "bytes"));
}

/// <summary>A command's standard input is at its end, or the client has hung up.</summary>
public sealed record StreamEndInput(int Id, bool HangsUp) : Input
{
    public override string Kind => HangsUp ? "hangup" : "eof";

    public override string Summary => HangsUp ? $"the client of command {Id} hangs up" : $"end of input for command {Id}";

    internal override object? Apply(Cluster cluster)
    {
        var session = cluster.Api.Inputs!.Streams.Find(Id);
        if (HangsUp) session?.HangUp.Cancel();
        else session?.Input?.End();
        return null;
    }

    internal override void Write(Utf8JsonWriter json) => json.WriteNumber("id", Id);
}
