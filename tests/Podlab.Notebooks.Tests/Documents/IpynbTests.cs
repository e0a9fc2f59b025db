using System.Text;
using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Tests.Documents;

public class IpynbTests
{
    private const string Small = """
        {"nbformat": 4, "nbformat_minor": 2, "metadata": {"b": 1, "a": {"z": 1.50, "y": null}}, "extra": [true],
         "cells": [{"cell_type": "code", "execution_count": 7, "metadata": {"execution": {"iopub.execute_input": "2026"}, "mine": "kept"},
                    "source": "x = 1\r\ny", "outputs": [{"output_type": "stream", "name": "stdout", "text": "a\nb"}], "odd": {"k": "ü"}}]}
        """;

    [Fact]
    public void Write_of_what_was_read_is_the_stable_form()
    {
        Format(Parse(Small)).ShouldBe("""
            {
             "cells": [
              {
               "cell_type": "code",
               "execution_count": null,
               "id": "6e5d2b3a",
               "metadata": {
                "mine": "kept"
               },
               "odd": {
                "k": "ü"
               },
               "outputs": [
                {
                 "name": "stdout",
                 "output_type": "stream",
                 "text": [
                  "a\n",
                  "b"
                 ]
                }
               ],
               "source": [
                "x = 1\n",
                "y"
               ]
              }
             ],
             "extra": [
              true
             ],
             "metadata": {
              "a": {
               "y": null,
               "z": 1.50
              },
              "b": 1
             },
             "nbformat": 4,
             "nbformat_minor": 5
            }

            """.Replace("6e5d2b3a", Parse(Small).Cells[0].Id));
    }

    [Fact]
    public void Cell_without_id_gets_the_same_one_each_time()
    {
        Parse(Small).Cells[0].Id.ShouldBe(Parse(Small).Cells[0].Id);
        Parse(Small).Cells[0].Id.Length.ShouldBe(8);
    }

    [Fact]
    public void Outputs_of_every_type_are_kept()
    {
        var outputs = """
            [{"output_type":"display_data","data":{"text/plain":["a\n","b"],"application/json":{"b":[1],"a":null},"image/png":"aGk="},"metadata":{"m":1}},
             {"output_type":"execute_result","data":{"text/plain":"2"},"metadata":{},"execution_count":3},
             {"output_type":"error","ename":"E","evalue":"v","traceback":["E: v","  at line 1"]},
             {"output_type":"from_the_future","x":[1,2]}]
            """;
        var cell = Parse(Cell($"\"outputs\":{outputs}")).Cells[0];
        cell.Outputs.Count.ShouldBe(4);
        var shown = cell.Outputs[0].ShouldBeOfType<DisplayOutput>();
        shown.Data["text/plain"].ShouldBe("a\nb");
        shown.Data["application/json"].ShouldBe("{\n \"a\": null,\n \"b\": [\n  1\n ]\n}");
        cell.Outputs[1].ShouldBeOfType<DisplayOutput>().IsResult.ShouldBeTrue();
        cell.Outputs[2].ShouldBeOfType<ErrorOutput>().Traceback.ShouldBe(["E: v", "  at line 1"]);
        cell.Outputs[3].ShouldBeOfType<UnknownOutput>();
        var again = Parse(Format(Parse(Cell($"\"outputs\":{outputs}"))));
        Format(again).ShouldBe(Format(Parse(Cell($"\"outputs\":{outputs}"))));
    }

    public static IEnumerable<TheoryDataRow<string, int, int, string>> Corrupted =>
    [
        new("{\n \"cells\": [\n", 3, 1, "not JSON") { Label = "cut off" },
        new("", 1, 1, "not JSON") { Label = "empty" },
        new("{\n<<<<<<< HEAD\n}", 2, 1, "a merge conflict was left in the file") { Label = "merge conflict" },
        new("{\"nbformat\": 4,\n \"nbformat\": 4}", 2, 2, "the field \"nbformat\" stands twice") { Label = "duplicate field" },
        new("[]", 1, 1, "the notebook must be an object") { Label = "an array" },
        new("{}", 1, 1, "not a notebook: the field \"nbformat\" is missing") { Label = "another JSON" },
        new("{\"nbformat\": 3, \"worksheets\": []}", 1, 14, "nbformat 3 is not read here") { Label = "too old" },
        new("{\"nbformat\": 4,\n \"cells\": {}}", 2, 11, "\"cells\" must be an array") { Label = "cells is an object" },
        new("{\"nbformat\": 4}", 1, 1, "the notebook lacks the field \"cells\"") { Label = "no cells" },
        new("{\"nbformat\": 4, \"cells\": [\n {\"cell_type\": \"sql\", \"source\": \"\"}]}", 2, 16, "cell 1 is of type \"sql\"") { Label = "unknown cell type" },
        new("{\"nbformat\": 4, \"cells\": [\n {\"cell_type\": \"code\"}]}", 2, 2, "cell 1 lacks the field \"source\"") { Label = "no source" },
        new("{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [\"ü\", 3]}]}", 1, 65, "\"source\" must be a string") { Label = "a number in source" },
        new("{\"nbformat\": 4, \"cells\": [{\"id\": \"a\", \"cell_type\": \"raw\", \"source\": \"\"},\n {\"id\": \"a\", \"cell_type\": \"raw\", \"source\": \"\"}]}", 2, 9, "cell 2 has the id \"a\"") { Label = "id twice" },
        new("{\"nbformat\": 4, \"x\": \"\\ud800\"}", 1, 22, "the string that begins here is not valid text") { Label = "half a surrogate pair" },
    ];

    [Theory, MemberData(nameof(Corrupted))]
    public void Read_of_a_corrupted_file_names_the_place(string content, int line, int column, string problem)
    {
        var error = Should.Throw<DocumentException>(() => Parse(content));
        error.Problem.ShouldStartWith(problem);
        (error.Line, error.Column).ShouldBe((line, column));
        error.Message.ShouldStartWith($"a.ipynb:{line}:{column}: ");
    }

    private static string Cell(string fields) =>
        "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[{\"id\":\"c\",\"cell_type\":\"code\",\"metadata\":{},\"source\":\"\"," + fields + "}]}";

    private static NotebookDocument Parse(string content) => NotebookFile.Parse("a.ipynb", Encoding.UTF8.GetBytes(content));

    private static string Format(NotebookDocument notebook) => Encoding.UTF8.GetString(NotebookFile.Format("a.ipynb", notebook));
}
