using System.Diagnostics;
using System.Text;
using SKReasoning.TestKit;

namespace SKReasoning.Evaluation.Tests.Tasks;

public sealed class QuestionFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AllProperties_AreTaken()
    {
        var item = Assert.Single(Read("""{"question": "How many?", "answer": 5, "id": "a", "system": "Be short.", "difficulty": -3, "max_tokens": 7, "source": {"x": 1}}"""));

        Assert.Equal(("a", "How many?", "Be short.", -3, 7), (item.Id, item.Question, item.SystemPrompt, item.Difficulty, item.MaxOutputTokens));
        Assert.True(item.IsRight(GivenAnswer.Of("So it is 5.")));
        Assert.Empty(item.CreateTools());
    }

    [Fact]
    public void Read_QuestionAndAnswerOnly_HasDefaultsAndTheLineAsId()
    {
        var items = Read("\ufeff{\"question\":\"2 + 3?\",\"answer\":\"5\"}\r\n\n  \n{\"question\":\"3 + 3?\",\"answer\":\"6\",\"id\":null}");

        Assert.Equal(["1", "4"], items.Select(item => item.Id));
        Assert.Equal((null, null, 1024), (items[0].SystemPrompt, items[0].Difficulty, items[0].MaxOutputTokens));
    }

    [Theory]
    [InlineData("She has 1,230 + 4 = <<1230+4=1234>>1234.\\n#### 1,234", "", "… in total 1234.", true)]
    [InlineData("#### 9 no #### 18", "", "18", true)]
    [InlineData("She has 1,230.\\n#### 1,234", "", "1,230", false)]
    [InlineData("18", "", "First 18, then 19", false)]
    [InlineData("18", ", \"check\": \"numeric\"", "18.00 dollars", true)]
    [InlineData("18", ", \"check\": \"exact\"", "18.00", false)]
    [InlineData("New York", "", "The answer is: **new  york**.", true)]
    [InlineData("New York", "", "New York, or Boston", false)]
    [InlineData("3,4", "", "The pair is 3,4", true)]
    [InlineData("3,4", "", "34", false)]
    [InlineData("NaN", "", "Answer: NaN", true)]
    [InlineData("1e999", "", "7", false)]
    [InlineData("3.14", ", \"tolerance\": 0.01", "about 3.15", true)]
    [InlineData("3.14", ", \"tolerance\": 0.01", "about 3.2", false)]
    [InlineData("^yes\\\\b", ", \"check\": \"pattern\"", "yes, sure", true)]
    [InlineData("^yes\\\\b", ", \"check\": \"pattern\"", "Yes, sure", false)]
    public void Read_AnswersAndChecks_AcceptWhatIsRight(string answer, string check, string said, bool isRight)
    {
        var item = Assert.Single(Read($$"""{"question": "?", "answer": "{{answer}}"{{check}}}"""));

        Assert.Equal(isRight, item.IsRight(GivenAnswer.Of(said)));
    }

    [Theory]
    [InlineData("{\"question\": \"2 + 3?\"", "not JSON")]
    [InlineData("[]", "found a list")]
    [InlineData("null", "found null")]
    [InlineData("\"5\"", "found a text")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{\"answer\": \"5\"}", "'question' is missing")]
    [InlineData("{\"question\": null, \"answer\": \"5\"}", "'question' is missing")]
    [InlineData("{\"question\": \" \", \"answer\": \"5\"}", "'question' is empty")]
    [InlineData("{\"question\": 5, \"answer\": \"5\"}", "'question' is a number")]
    [InlineData("{\"question\": \"?\"}", "'answer' is missing")]
    [InlineData("{\"question\": \"?\", \"answer\": \"\"}", "'answer' is empty")]
    [InlineData("{\"question\": \"?\", \"answer\": \"so ####  \"}", "'answer' is empty")]
    [InlineData("{\"question\": \"?\", \"answer\": true}", "'answer' is true or false")]
    [InlineData("{\"question\": \"?\", \"answer\": [5]}", "'answer' is a list")]
    [InlineData("{\"question\": \"?\", \"answer\": NaN}", "not JSON")]
    [InlineData("{\"question\": \"?\", \"answer\": \"NaN\", \"check\": \"numeric\"}", "no number")]
    [InlineData("{\"question\": \"?\", \"answer\": \"3,4\", \"tolerance\": 1}", "no number")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"tolerance\": -1}", "'tolerance' is -1")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"tolerance\": 1e999}", "'tolerance' is 1e999")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"check\": \"fuzzy\"}", "unknown check 'fuzzy'")]
    [InlineData("{\"question\": \"?\", \"answer\": \"(\", \"check\": \"pattern\"}", "no regular expression")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"difficulty\": 1.5}", "'difficulty' is 1.5")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"max_tokens\": 0}", "'max_tokens' is 0")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"max_tokens\": 3000000000}", "'max_tokens' is 3000000000")]
    [InlineData("{\"question\": \"\\ud800\", \"answer\": \"5\"}", "surrogate")]
    [InlineData("{\"\\ud800\": 1, \"question\": \"?\", \"answer\": \"5\"}", "name of a property")]
    [InlineData("{\"question\": \"?\", \"answer\": \"\\udc00\"}", "surrogate")]
    [InlineData("{\"question\": \"?\", \"answer\": \"5\", \"id\": \"one\"}", "'one' stands on line 1 already")]
    public void Read_WrongLine_SaysFileLineAndReason(string line, string reason)
    {
        var error = Assert.Throws<TaskFileException>(() => Read("{\"question\": \"?\", \"answer\": \"5\", \"id\": \"one\"}\n\n" + line + "\n"));

        Assert.StartsWith($"{_folder.File("q.jsonl")}, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeeplyNested_IsRefused()
        => Assert.Contains("line 1: not JSON", Assert.Throws<TaskFileException>(() => Read(new string('[', 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_LineThatIsTooLong_IsRefused()
    {
        static string Line(int length) => "{\"question\": \"?\", \"answer\": \"5\", \"x\": \"".PadRight(length - 2, 'x') + "\"}";

        Assert.Single(Read(Line(QuestionFile.MaxLineLength)));
        Assert.Contains("line 1: the line is longer", Assert.Throws<TaskFileException>(() => Read(Line(QuestionFile.MaxLineLength + 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_NamesTheirLine()
    {
        byte[] good = [.. "{\"question\": \"ü?\", \"answer\": \"5\", \"id\": \"1\"}\n"u8];
        File.WriteAllBytes(_folder.File("q.jsonl"), [.. good, .. "\n\n{\"question\": \""u8, 0xff, .. "\", \"answer\": \"5\"}\n"u8, .. good]);

        var error = Assert.Throws<TaskFileException>(() => QuestionFile.Read(_folder.File("q.jsonl")));

        Assert.Contains("line 4: the text is not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n\t\n")]
    [InlineData("\ufeff")]
    public void Read_NoQuestions_SaysHowALineLooks(string text)
        => Assert.Contains("has no questions; a line looks like", Assert.Throws<TaskFileException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_MissingFileOrFolder_NamesIt()
    {
        Assert.Contains("no-such.jsonl", Assert.Throws<TaskFileException>(() => QuestionFile.Read(_folder.File("no-such.jsonl"))).Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, Assert.Throws<TaskFileException>(() => QuestionFile.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GarbageOfAnyKind_IsRefusedOrRead()
    {
        var random = new Random(5);
        byte[] line = [.. "{\"question\": \"2 + 3?\", \"answer\": \"#### 5\", \"check\": \"numeric\", \"tolerance\": 0.5}\n"u8];
        for (var i = 0; i < 500; i++)
        {
            byte[] damaged = [.. line, .. line];
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder.File("q.jsonl"), damaged[..random.Next(1, damaged.Length)]);
            var error = Record.Exception(() => QuestionFile.Read(_folder.File("q.jsonl")));
            Assert.True(error is null or TaskFileException, $"{Encoding.Latin1.GetString(damaged)}: {error}");
        }
    }

    [Fact]
    public void IsRight_CatastrophicPattern_GivesUp()
    {
        var item = Assert.Single(Read("""{"question": "?", "answer": "^(a+)+$", "check": "pattern"}"""));
        var clock = Stopwatch.StartNew();

        Assert.False(item.IsRight(GivenAnswer.Of(new string('a', 60) + "!")));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
    }

    private IReadOnlyList<QuestionItem> Read(string text) => QuestionFile.Read(_folder.Write("q.jsonl", text));
}
