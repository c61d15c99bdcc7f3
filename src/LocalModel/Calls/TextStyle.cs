namespace SKReasoning.LocalModel.Calls;

/// <summary>How texts are quoted.</summary>
internal enum TextStyle
{
    /// <summary>As strings of JSON.</summary>
    Json,

    /// <summary>As strings of JSON whose characters outside ASCII are escaped.</summary>
    JsonAscii,

    /// <summary>As strings of Python.</summary>
    Python,

    /// <summary>As they are, up to the text that follows them.</summary>
    Raw,
}
