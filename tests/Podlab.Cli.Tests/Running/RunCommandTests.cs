using System.Text.Json;

namespace Podlab.Cli.Tests.Running;

public sealed class RunCommandTests : IDisposable
{
    private const string Notebook = """
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
         {"id": "sum", "cell_type": "code", "metadata": {}, "outputs": [], "source": "1 + 1"}]}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("podlab-tests-").FullName;

    public RunCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "notebooks", "ko"));
        Directory.CreateDirectory(Path.Combine(folder, "deeper", "still"));
        File.WriteAllText(Path.Combine(folder, "notebooks", "01-first.ipynb"), Notebook);
        File.WriteAllText(Path.Combine(folder, "notebooks", "02-second.ipynb"), Notebook);
    }

    [Fact]
    public void Run_with_other_outputs_fails_and_shows_the_diff()
    {
        var command = ACommand.Run(folder, "run", "01");
        command.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        command.Out.ShouldStartWith("FAIL  notebooks/01-first.ipynb (1 cells)\n\nnotebooks/01-first.ipynb: cell 1 (sum) shows something else than what is stored:\n"
            + "--- (nothing stored)\n+++ notebooks/01-first.ipynb cell sum output 1 (this run)\n@@ -0,0 +1,3 @@\n+[result text/plain]\n+2\n");
        command.Out.ShouldContain("0 passed, 1 failed");
    }

    [Fact]
    public void Run_from_a_folder_below_after_an_update_passes()
    {
        var below = Path.Combine(folder, "deeper", "still");
        ACommand.Run(below, "run", "--update").ExitCode.ShouldBe(ExitCodes.Done);
        var again = ACommand.Run(below, "run");
        again.ExitCode.ShouldBe(ExitCodes.Done);
        again.Out.ShouldContain("2 passed, 0 failed (2 cells");
    }

    [Fact]
    public void Run_with_report_writes_what_was_found()
    {
        var report = Path.Combine(folder, "report.json");
        ACommand.Run(folder, "run", "second", "--report", report).ExitCode.ShouldBe(ExitCodes.CheckFailed);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var chapter = json.RootElement.GetProperty("chapters")[0];
        chapter.GetProperty("notebook").GetString().ShouldBe("notebooks/02-second.ipynb");
        chapter.GetProperty("findings")[0].GetProperty("cell").GetString().ShouldBe("sum");
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("cluster")]
    public void Run_in_an_engine_that_is_not_there_says_so(string engine)
    {
        var command = ACommand.Run(folder, "run", "--engine", engine);
        command.ExitCode.ShouldBe(ExitCodes.EnvironmentLacks);
        command.Error.ShouldContain($"\"{engine}\"");
        command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public void Run_of_an_unknown_chapter_names_the_known()
    {
        var command = ACommand.Run(folder, "run", "99");
        command.ExitCode.ShouldBe(ExitCodes.Usage);
        command.Error.ShouldBe("podlab: no chapter is called \"99\"\nThere are: 01-first, 02-second.\n");
    }

    [Fact]
    public void Run_in_a_language_without_chapters_is_told() =>
        ACommand.Run(folder, "run", "--lang", "ko").Error.ShouldContain("holds no chapters in the language \"ko\"");

    [Fact]
    public void Run_where_no_notebooks_are_is_told()
    {
        var elsewhere = Directory.CreateTempSubdirectory("podlab-tests-").FullName;
        try
        {
            var command = ACommand.Run(elsewhere, "run");
            command.ExitCode.ShouldBe(ExitCodes.Usage);
            command.Error.ShouldContain("--notebooks FOLDER");
            ACommand.Run(elsewhere, "run", "--notebooks", Path.Combine(folder, "notebooks"), "--update").ExitCode.ShouldBe(ExitCodes.Done);
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public void Run_of_a_corrupted_notebook_names_the_place_and_goes_on_with_the_others()
    {
        var broken = Path.Combine(folder, "notebooks", "01-first.ipynb");
        File.WriteAllText(broken, "{\n \"cells\": [");
        var command = ACommand.Run(folder, "run", "--update");
        command.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        command.Error.ShouldContain("01-first.ipynb:2:");
        command.Out.ShouldContain("1 passed, 1 failed");
        File.ReadAllText(broken).ShouldBe("{\n \"cells\": [");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
