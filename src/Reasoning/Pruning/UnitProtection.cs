namespace SKReasoning;

/// <summary>Why a unit of a text may not be left out.</summary>
public enum UnitProtection
{
    /// <summary>It may, if it passes the checks.</summary>
    None,

    /// <summary>The caller protects it.</summary>
    Caller,

    /// <summary>It holds the text together: blanks, brackets, the first line of a table.</summary>
    Structure,

    /// <summary>It stands between two parts, and goes with one of them.</summary>
    Separator,

    /// <summary>Code.</summary>
    Code,

    /// <summary>It asks something.</summary>
    Question,

    /// <summary>It tells the model what to do.</summary>
    Instruction,

    /// <summary>It negates, or says under which condition something holds.</summary>
    Condition,

    /// <summary>Somebody's words.</summary>
    Quote,

    /// <summary>It identifies something, or tells of an error.</summary>
    Identifier,

    /// <summary>It ends the message, where the wish usually stands.</summary>
    Last,
}
