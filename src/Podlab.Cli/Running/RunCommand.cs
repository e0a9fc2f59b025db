using System.CommandLine;
using Podlab.Cli.Clusters;

namespace Podlab.Cli.Running;

/// <summary><c>podlab run</c>: runs chapters and compares, or renews, their stored outputs.</summary>
internal static class RunCommand
{
    public static Command Create(CliConsole console)
    {
        var chapters = new Argument<string[]>("CHAPTER") { Description = "Chapters by a part of their name, such as 03, or notebook files. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        chapters.Validators.Add(static result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } unknown) result.AddError($"There is no option {unknown.Value}.");
        });
        var engine = new Option<string>("--engine") { Description = "Where the cells run.", DefaultValueFactory = _ => Engines.Simulated };
        engine.AcceptOnlyFromAmong(Engines.Simulated, Engines.Docker, Engines.Cluster);
        var language = new Option<string>("--lang") { Description = "Which chapters: English or Korean.", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("en", "ko");
        var update = new Option<bool>("--update") { Description = "Store the outputs of this run in place of comparing them." };
        var report = new Option<FileInfo?>("--report") { HelpName = "FILE", Description = "Write what was found, and the times, to this file as JSON." };
        var notebooks = new Option<DirectoryInfo?>("--notebooks") { HelpName = "FOLDER", Description = "The chapters' folder. Default: the nearest folder named notebooks, here or above." };
        var cluster = DescribedCluster.MakeOption();
        var command = new Command("run", "Run chapters and check that their outputs are the stored ones.") { chapters, engine, language, update, report, notebooks, cluster };
        command.SetAction(parsed => new ChapterRun(console)
        {
            Chapters = parsed.GetValue(chapters) ?? [],
            Engine = parsed.GetValue(engine)!,
            Language = parsed.GetValue(language)!,
            Update = parsed.GetValue(update),
            Report = parsed.GetValue(report)?.FullName,
            Notebooks = parsed.GetValue(notebooks)?.FullName,
            ClusterFile = parsed.GetValue(cluster),
        }.Run());
        return command;
    }
}
