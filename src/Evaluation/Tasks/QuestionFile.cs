using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SKReasoning.Evaluation;

/// <summary>Reads questions from a file of JSON lines.</summary>
/// <remarks>
/// A line has <c>question</c> and <c>answer</c>; an answer in GSM8K's form, with <c>#### 18</c> at its end, counts from there. It may have
/// <c>check</c> (<c>exact</c>, <c>numeric</c> or <c>pattern</c>; default numeric where the answer is a number, else exact),
/// <c>tolerance</c>, <c>id</c>, <c>system</c>, <c>difficulty</c> and <c>max_tokens</c>. Other properties are left alone.
/// </remarks>
public static class QuestionFile
{
    /// <summary>Longest line that is read, in characters.</summary>
    public const int MaxLineLength = 1 << 20;

    /// <summary>Most lines that are read.</summary>
    public const int MaxItems = 1_000_000;

    private const string Gsm8kMark = "####";

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads all questions.</summary>
    /// <param name="path">Path of the file, in UTF-8.</param>
    /// <exception cref="TaskFileException">The file is missing or empty, or a line is no question; the message says which and why.</exception>
    public static IReadOnlyList<QuestionItem> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var items = new List<QuestionItem>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path, s_strictUtf8))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                if (line.Length > MaxLineLength || items.Count == MaxItems)
                {
                    throw TaskFileException.At(path, number, line.Length > MaxLineLength ? $"the line is longer than {MaxLineLength} characters." : $"there are more than {MaxItems} questions.");
                }

                var item = ReadItem(path, number, line);
                if (!lines.TryAdd(item.Id, number))
                {
                    throw TaskFileException.At(path, number, $"the id '{item.Id}' stands on line {lines[item.Id]} already; ids are unique.");
                }

                items.Add(item);
            }
        }
        catch (DecoderFallbackException e)
        {
            throw TaskFileException.At(path, FirstLineOutOfUtf8(path), "the text is not UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TaskFileException($"{path}: {e.Message}", e);
        }

        return items.Count > 0 ? items : throw new TaskFileException($"{path}: the file has no questions; a line looks like {{\"question\": \"What is 2 + 3?\", \"answer\": \"5\"}}.");
    }

    // A reader decodes ahead of the line that it returns.
    private static int FirstLineOutOfUtf8(string path)
    {
        var number = 0;
        var bytes = File.ReadAllBytes(path).AsSpan();
        foreach (var line in bytes.Split((byte)'\n'))
        {
            number++;
            if (!Utf8.IsValid(bytes[line]))
            {
                break;
            }
        }

        return number;
    }

    private static QuestionItem ReadItem(string path, int number, string line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw TaskFileException.At(path, number, $"not JSON: {e.Message}", e);
        }

        using (document)
        {
            var fields = new QuestionFields(path, number, document.RootElement);
            var question = fields.Text("question") ?? throw fields.Bad("'question' is missing; it is the text that the user says.");
            var answer = Expected(fields);
            return new QuestionItem(fields.Text("id") ?? number.ToString(CultureInfo.InvariantCulture), question, Check(fields, answer))
            {
                SystemPrompt = fields.Text("system"),
                Difficulty = fields.Whole("difficulty", int.MinValue),
                MaxOutputTokens = fields.Whole("max_tokens", 1) ?? 1024,
            };
        }
    }

    private static string Expected(QuestionFields fields)
    {
        var answer = (fields.TextOrNumber("answer") ?? throw fields.Bad("'answer' is missing; it is what is right.")).Trim();
        var mark = answer.LastIndexOf(Gsm8kMark, StringComparison.Ordinal);
        answer = mark < 0 ? answer : answer[(mark + Gsm8kMark.Length)..].Trim();
        return answer.Length > 0 ? answer : throw fields.Bad("'answer' is empty.");
    }

    private static Func<string, bool> Check(QuestionFields fields, string answer)
    {
        var tolerance = fields.Number("tolerance");
        switch (fields.Text("check"))
        {
            case null when tolerance is null:
                return AnswerCheck.For(answer);
            case "exact":
                return AnswerCheck.Exact(answer);
            case null or "numeric":
                return FinalAnswer.WholeNumber(answer) is { } expected
                    ? AnswerCheck.Numeric(expected, tolerance ?? 1e-6)
                    : throw fields.Bad($"the check is numeric, but the answer '{answer}' is no number.");
            case "pattern":
                try
                {
                    return AnswerCheck.Pattern(answer);
                }
                catch (ArgumentException e)
                {
                    throw fields.Bad($"the answer is no regular expression: {e.Message}");
                }

            case var other:
                throw fields.Bad($"unknown check '{other}'; expected exact, numeric or pattern.");
        }
    }
}
