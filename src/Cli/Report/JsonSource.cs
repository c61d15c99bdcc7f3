using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Report;

/// <summary>A file of one or more JSON values, and where something stands in it.</summary>
internal sealed class JsonSource
{
    private static readonly JsonReaderOptions s_severalValues = new() { AllowMultipleValues = true };

    private readonly ReadOnlyMemory<byte> _bytes;

    /// <exception cref="InputException">The file holds nothing.</exception>
    public JsonSource(string file, byte[] bytes)
    {
        File = file;
        _bytes = bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);
        if (_bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new InputException($"'{file}' is empty.");
        }
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Names of the members of the first value, an object, and the values of those that are texts.</summary>
    /// <exception cref="JsonException">It is no object, or ends too early.</exception>
    public Dictionary<string, string?> MembersOfFirstValue()
    {
        var reader = new Utf8JsonReader(_bytes.Span, s_severalValues);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object is expected.", null, LineOf(reader.TokenStartIndex), null);
        }

        var members = new Dictionary<string, string?>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            members[name] = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return members;
    }

    /// <summary>Reads the file's only value.</summary>
    /// <exception cref="InputException">It is not of that type.</exception>
    public T Only<T>(JsonTypeInfo<T> type)
        where T : class
        => JsonSerializer.Deserialize(_bytes.Span, type) ?? throw Error(0, "the value is null");

    /// <summary>Reads each value of the file.</summary>
    /// <param name="read">Reads one; a failure is told with the line at which the value, or the fault in it, stands.</param>
    /// <exception cref="InputException">A value cannot be read.</exception>
    public List<T> Each<T>(Func<ReadOnlyMemory<byte>, T> read)
    {
        var items = new List<T>();
        var (offset, line) = (0, 0L);
        while (Next(offset, line) is var (start, end))
        {
            line += _bytes.Span[offset..start].Count((byte)'\n');
            try
            {
                items.Add(read(_bytes[start..end]));
            }
            catch (JsonException e)
            {
                throw Error(e, line);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                throw Error(line, e.Message);
            }

            line += _bytes.Span[start..end].Count((byte)'\n');
            offset = end;
        }

        return items;
    }

    /// <summary>An error at a line.</summary>
    /// <param name="line">The line, from 0.</param>
    /// <param name="reason">What is wrong, without a full stop.</param>
    public InputException Error(long line, string reason) => new($"'{File}', line {line + 1}: {reason.TrimEnd('.')}.");

    /// <summary>An error of a value that begins at a line.</summary>
    public InputException Error(JsonException error, long line)
    {
        // The message ends with places counted from the value's start, which would contradict the line that is told.
        var end = error.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        var reason = end < 0 ? error.Message : error.Message[..end].TrimEnd('|', ' ');
        return Error(line + (error.LineNumber ?? 0), reason);
    }

    private (int Start, int End)? Next(int offset, long line)
    {
        var reader = new Utf8JsonReader(_bytes.Span[offset..], s_severalValues);
        try
        {
            if (!reader.Read())
            {
                return null;
            }

            var start = offset + (int)reader.TokenStartIndex;
            reader.Skip();
            return (start, offset + (int)reader.BytesConsumed);
        }
        catch (JsonException e)
        {
            throw Error(e, line);
        }
    }

    private long LineOf(long position) => _bytes.Span[..(int)position].Count((byte)'\n');
}
