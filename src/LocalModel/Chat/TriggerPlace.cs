namespace SKReasoning.LocalModel.Chat;

/// <summary>Where in a text a trigger counts.</summary>
internal enum TriggerPlace
{
    /// <summary>Everywhere.</summary>
    Anywhere,

    /// <summary>Where a line begins, after white space at most: text that many people write, such as the start of a JSON object, is quoted too.</summary>
    Line,

    /// <summary>Where the text begins, after white space at most.</summary>
    Start,
}
