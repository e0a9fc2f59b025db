using Podlab.Notebooks.CSharp;
using Podlab.Notebooks.Tests.Sessions;

namespace Podlab.Notebooks.Tests.CSharp;

/// <summary>C# cells one after the other, as a reader types them.</summary>
public class CSharpCellTests
{
    private const string NoStatement = "! (1,1): error CS0201: Only assignment, call, increment, decrement, await, and new object expressions can be used as a statement\n"
        + "!     1 + 1;\n!     ^^^^^\n";

    public static IEnumerable<TheoryDataRow<string[], string>> Sessions =>
    [
        new(["var x = 1;", "x + 1"], "=> 2\n") { Label = "a variable lives on" },
        new(["var x = 1;", "var x = \"two\";", "x"], "=> two\n") { Label = "a variable is declared anew" },
        new(["int Twice(int n) => n * 2;", "Twice(21)"], "=> 42\n") { Label = "a function lives on" },
        new(["record Point(int X, int Y);", "new Point(1, 2)"], "=> Point { X = 1, Y = 2 }\n") { Label = "a record lives on" },
        new(["using System.Text;\nvar s = new StringBuilder();", "new StringBuilder(\"a\").Append('b').ToString()"], "=> ab\n") { Label = "a using lives on" },
        new(["using System.Text;", "new StringBuilder(\"a\").Append('c').ToString()"], "=> ac\n") { Label = "a cell of usings alone" },
        new(["using System.Text;", "1", "new StringBuilder(\"a\").Append('c').ToString()"], "=> ac\n") { Label = "a cell of usings alone, two cells before" },
        new(["static string Shout(this string text) => text.ToUpperInvariant();", "\"hi\".Shout()"], "=> HI\n") { Label = "an extension method" },
        new(["Console.WriteLine(\"a\"); Console.Error.WriteLine(\"b\"); Console.Write(1.5)"], "a\n[stderr] b\n1.5") { Label = "the console" },
        new(["Show(\"first\"); \"second\""], "first\n=> second\n") { Label = "shown before the end" },
        new(["1 + 1;"], NoStatement) { Label = "no value after a semicolon" },
        new(["(string)null"], "=> null\n") { Label = "a null" },
        new(["new[] { 1, 2, 3 }"], "=> [1, 2, 3]\n") { Label = "an array" },
        new(["new List<string> { \"a\" }"], "=> [\"a\"]\n") { Label = "a list of texts" },
        new(["1.5m"], "=> 1.5\n") { Label = "a decimal" },
        new(["90.Seconds()"], "=> 1m30s\n") { Label = "a span" },
        new(["Now"], "=> 2026-01-01 09:00:00Z\n") { Label = "the instant at the start" },
        new(["var x = 1;\nthrow new Exception(\"no\");", "x"], "=> 1\n") { Label = "what a failed cell declared before it failed" },
        new(["var x = 1;", "var x = nope;", "x"], "=> 1\n") { Label = "a cell that does not compile leaves nothing" },
    ];

    [Theory, MemberData(nameof(Sessions))]
    public void Last_cell_of_a_session_shows(string[] cells, string shown)
    {
        using var session = new ASession();
        foreach (var cell in cells[..^1]) session.Run(cell);
        session.Show(cells[^1]).ShouldBe(shown);
    }

    [Fact]
    public void Compile_error_shows_line_column_and_caret()
    {
        using var session = new ASession();
        session.Show("var a = 1;\n\tvar b = a.Nope;\nvar c = 2").ShouldBe("""
            ! (2,12): error CS1061: 'int' does not contain a definition for 'Nope' and no accessible extension method 'Nope' accepting a first argument of type 'int' could be found (are you missing a using directive or an assembly reference?)
            !     →var b = a.Nope;
            !     →          ^^^^
            ! (3,10): error CS1002: ; expected
            !     var c = 2
            !              ^

            """.Replace('→', '\t'));
    }

    [Fact]
    public void Exception_shows_the_lines_of_the_cells_it_came_through()
    {
        using var session = new ASession();
        session.Run("void Boom(int n)\n{\n    throw new InvalidOperationException(\"boom \" + n);\n}");
        session.Show("var n = 3;\n\nBoom(n);").ShouldBe("! System.InvalidOperationException: boom 3\n!    at line 3 of cell cell-1\n!    at line 3\n");
    }

    [Fact]
    public void Await_on_the_clusters_clock_moves_virtual_time()
    {
        using var session = new ASession();
        session.Show("await Task.Delay(90.Seconds(), cluster.Clock);\nAdvance(\"30s\");\nawait Task.Delay(1.Minutes(), cluster.Clock);\nElapsed").ShouldBe("=> 3m\n");
    }

    [Fact]
    public void Await_of_what_never_comes_is_told()
    {
        using var session = new ASession(patience: TimeSpan.FromMilliseconds(10));
        session.Show("await new TaskCompletionSource().Task;").ShouldBe("! The cell awaits something that does not come.\n");
        session.Show("1 + 1").ShouldBe("=> 2\n");
    }

    public static IEnumerable<TheoryDataRow<string>> Endless =>
    [
        new("while (true) { }") { Label = "while" },
        new("for (;;) ;") { Label = "for" },
        new("do { } while (true);") { Label = "do" },
        new("again: goto again;") { Label = "goto" },
        new("foreach (var n in System.Linq.Enumerable.Range(0, int.MaxValue)) { }") { Label = "foreach" },
        new("Action spin = () => { while (true) { } };\nspin();") { Label = "in a lambda" },
        new("await Task.Yield();\nwhile (true) { }") { Label = "after an await" },
        new("while (true) { try { while (true) { } } catch (Exception) { } }") { Label = "in spite of a catch" },
    ];

    [Theory, MemberData(nameof(Endless))]
    public void Endless_loop_is_stopped_and_the_session_goes_on(string code)
    {
        using var session = new ASession();
        session.Run("var kept = 5;");
        session.Session.Run("loop", "Console.Write(1);\n" + code, added: _ => session.Session.Interrupt()).Error!.Value.ShouldBe("interrupted by the reader");
        session.Show("kept").ShouldBe("=> 5\n");
    }

    [Fact]
    public void Cell_that_runs_too_long_is_stopped_and_names_its_limit()
    {
        using var session = new ASession(cellLimit: TimeSpan.FromMilliseconds(1));
        session.Run("while (true) { }").Error!.Value.ShouldBe("the cell ran longer than 0.001s");
    }

    [Fact]
    public void Cell_is_stopped_while_it_is_compiled_and_the_next_one_runs()
    {
        using var cells = new CSharpSession(new object(), [], []);
        cells.Stop("told to");
        cells.Run("a", "1", static task => task.Wait()).Failure!.Message.ShouldBe("told to");
        cells.Allow();
        cells.Run("b", "1", static task => task.Wait()).Value.ShouldBe(1);
    }

    [Theory]
    [InlineData("int Down(int n) => Down(n + 1) + 1;\nDown(0)")]
    [InlineData("int Down(int n) { return Down(n + 1) + 1; }\nDown(0)")]
    public void Endless_recursion_is_an_error_and_no_crash(string code)
    {
        using var session = new ASession();
        session.Run("var kept = 5;");
        session.Run(code).Error!.Value.ShouldStartWith("calls are nested too deep");
        session.Show("kept").ShouldBe("=> 5\n");
    }
}
