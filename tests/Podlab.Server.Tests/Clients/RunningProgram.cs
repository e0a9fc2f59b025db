using System.Diagnostics;
using System.Text;

namespace Podlab.Server.Tests.Clients;

/// <summary>A client that runs beside the test; waiting for one of its lines, or its end, has a limit.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly StringBuilder seen = new();
    private readonly Task<string> errors;

    public RunningProgram(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder)
    {
        var start = new ProcessStartInfo(file) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Reads lines until one contains the text, and gives it.</summary>
    public async Task<string> LineWithAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                seen.AppendLine(line);
                if (line.Contains(text, StringComparison.Ordinal)) return line;
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        throw new TimeoutException($"no line with \"{text}\" in:\n{seen}\n{await errors}");
    }

    public async Task<ProgramEnd> EndAsync(string stdin = "")
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.StandardInput.WriteAsync(stdin);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended without reading its input.
        }

        var rest = process.StandardOutput.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new ProgramEnd(process.ExitCode, seen + await rest, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"still running after {Patience.TotalSeconds} s; it wrote:\n{seen}\n{await errors}");
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}

internal sealed record ProgramEnd(int Code, string Stdout, string Stderr);
