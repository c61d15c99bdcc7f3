using System.Security.Cryptography;
using System.Text;

namespace SKReasoning.LocalModel.Templates;

/// <summary>Ids of tool calls for templates that take only nine letters or digits.</summary>
internal static class CallIds
{
    private const int Length = 9;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The id itself where it has nine ASCII letters or digits; otherwise nine that follow from it, always the same.</summary>
    /// <remarks>Two ids of one conversation collide with probability 62⁻⁹.</remarks>
    public static string Shorten(string id)
    {
        if (id.Length == Length && id.All(char.IsAsciiLetterOrDigit))
        {
            return id;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        var number = BitConverter.ToUInt64(hash);
        return string.Create(Length, number, static (characters, rest) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                characters[i] = Alphabet[(int)(rest % (ulong)Alphabet.Length)];
                rest /= (ulong)Alphabet.Length;
            }
        });
    }
}
