namespace SKReasoning.Evaluation;

/// <summary>Draws word problems: "Tom has 3 times as many apples as Sara. Sara has 7 apples. How many apples does Tom have?".</summary>
public static class WordProblems
{
    /// <summary>Most items that anyone has; the fewest are 1.</summary>
    public const int MaxValue = 999;

    private const int MaxGiven = 40;
    private const int MaxDifference = 30;

    private static readonly string[] s_names =
    [
        "Aldo", "Alice", "Ana", "Anna", "Bea", "Ben", "Bilal", "Bob", "Carol", "Chen", "Cora", "Dave", "Dev", "Dora", "Ella", "Emil",
        "Eve", "Fay", "Frank", "Goran", "Hana", "Ivan", "John", "Jun", "Kim", "Kofi", "Lena", "Leo", "Mara", "Mary", "Max", "Mia",
        "Nils", "Nora", "Olga", "Paul", "Pia", "Quin", "Rosa", "Sami", "Sara", "Tara", "Tom", "Uma", "Vera", "Wen", "Yara", "Zane",
    ];

    private static readonly string[] s_items =
    [
        "apples", "beads", "books", "boxes", "bricks", "buttons", "cards", "coins", "cookies", "cups", "eggs", "flowers",
        "keys", "lamps", "marbles", "oranges", "pencils", "pens", "plates", "shells", "stamps", "stickers", "tickets", "toys",
    ];

    /// <summary>Most people of one problem.</summary>
    public static int MaxPeople => s_names.Length;

    /// <summary>Draws the next problem: a chain in which each person's items follow from those before, told in any order.</summary>
    /// <param name="random">Source of all draws.</param>
    /// <param name="operations">Operations from the number that is given to the answer; at least 1.</param>
    /// <param name="distractors">People who do not matter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too low, or there are more people than names.</exception>
    public static WordProblem Draw(Random random, int operations, int distractors = 2)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(operations, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(distractors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operations, MaxPeople - 1 - distractors);
        var item = s_items[random.Next(s_items.Length)];
        string[] names = [.. s_names];
        random.Shuffle(names);
        var values = new Dictionary<string, int>();
        var sentences = new string[operations + 1 + distractors];
        for (var person = 0; person < sentences.Length; person++)
        {
            // Nobody may need a distractor, and each person of the chain needs the one before, so that nobody of it can be left out.
            var isDistractor = person > operations;
            var isGiven = person == 0 || (isDistractor && random.Next(3) == 0);
            string[] known = [.. names.Take(Math.Min(person, operations + 1))];
            var (words, value) = isGiven
                ? Given(random, item)
                : Relation(random, item, isDistractor ? random.Next(known.Length) : person - 1, known, values);
            values.Add(names[person], value);
            sentences[person] = $"{names[person]} has {words}.";
        }

        random.Shuffle(sentences);
        var asked = names[operations];
        return new WordProblem($"{string.Join(' ', sentences)} How many {item} does {asked} have?", asked, operations, values);
    }

    private static (string Words, int Value) Given(Random random, string item)
    {
        var value = random.Next(2, MaxGiven + 1);
        return ($"{value} {item}", value);
    }

    private static (string Words, int Value) Relation(Random random, string item, int index, string[] known, Dictionary<string, int> values)
    {
        var other = known[index];
        var start = values[other];
        while (true)
        {
            var difference = random.Next(1, MaxDifference + 1);
            var factor = random.Next(2, 6);
            var partner = known[random.Next(known.Length)];
            var (words, value) = random.Next(5) switch
            {
                0 => ($"{difference} more {item} than {other}", start + difference),
                1 => ($"{difference} fewer {item} than {other}", start - difference),
                2 => ($"{(factor == 2 ? "twice" : $"{factor} times")} as many {item} as {other}", start * factor),
                3 when int.IsEvenInteger(start) => ($"half as many {item} as {other}", start / 2),
                4 when partner != other => ($"as many {item} as {other} and {partner} together", start + values[partner]),
                _ => default,
            };
            if (value is > 0 and <= MaxValue)
            {
                return (words, value);
            }
        }
    }
}
