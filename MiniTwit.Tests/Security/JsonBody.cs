using System.Text;

namespace MiniTwit.Tests.Security;

/// <summary>Bodies that no route may choke on. <c>§</c> in a template stands for the value of one field.</summary>
internal static class JsonBody
{
    private const int Megabyte = 1024 * 1024;

    /// <summary>No JSON object at all.</summary>
    public static IReadOnlyDictionary<string, byte[]> Wholes { get; } =
        new Dictionary<string, byte[]>
        {
            ["empty"] = [],
            ["white space"] = "  \n"u8.ToArray(),
            ["cut off"] = "{\"username\":\"a"u8.ToArray(),
            ["garbage"] = "username=a&pwd=b"u8.ToArray(),
            ["two values"] = "{} {}"u8.ToArray(),
            ["trailing comma"] = "{\"a\":1,}"u8.ToArray(),
            ["comment"] = "{} // x"u8.ToArray(),
            ["null"] = "null"u8.ToArray(),
            ["text"] = "\"text\""u8.ToArray(),
            ["number"] = "42"u8.ToArray(),
            ["true"] = "true"u8.ToArray(),
            ["empty array"] = "[]"u8.ToArray(),
            ["array of objects"] = "[{\"username\":\"a\",\"content\":\"b\"}]"u8.ToArray(),
            ["deep array"] = Encoding.ASCII.GetBytes(new string('[', 20_000)),
            ["deep object"] = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5_000))),
            ["deep unknown field"] = Encoding.ASCII.GetBytes("{\"x\":" + new string('[', 100) + new string(']', 100) + "}"),
            ["UTF-16"] = Encoding.Unicode.GetBytes("{\"username\":\"a\"}"),
            ["NUL bytes"] = new byte[100],
            ["a megabyte of spaces"] = Encoding.ASCII.GetBytes(new string(' ', Megabyte) + "{}"),
            ["a megabyte of text"] = Encoding.ASCII.GetBytes("{\"content\":\"" + new string('x', Megabyte) + "\"}"),
        };

    /// <summary>Values that are no text, or no text that can be stored.</summary>
    public static IReadOnlyDictionary<string, byte[]> Values { get; } =
        new Dictionary<string, byte[]>
        {
            ["number"] = "42"u8.ToArray(),
            ["huge number"] = Encoding.ASCII.GetBytes("1" + new string('0', 400)),
            ["boolean"] = "true"u8.ToArray(),
            ["array"] = "[\"a\"]"u8.ToArray(),
            ["object"] = "{\"a\":\"b\"}"u8.ToArray(),
            ["lone high surrogate"] = "\"a\\ud800\""u8.ToArray(),
            ["lone low surrogate"] = "\"\\udc00a\""u8.ToArray(),
            ["invalid UTF-8"] = [(byte)'"', 0xC3, 0x28, (byte)'"'],
            ["overlong UTF-8"] = [(byte)'"', 0xC0, 0xAF, (byte)'"'],
            ["encoded surrogate"] = [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'],
            ["bad escape"] = "\"\\x41\""u8.ToArray(),
            ["raw line break"] = "\"a\nb\""u8.ToArray(),
        };

    public static byte[] With(string template, byte[] value)
    {
        var parts = template.Split('§');
        return [.. Encoding.UTF8.GetBytes(parts[0]), .. value, .. Encoding.UTF8.GetBytes(parts[1])];
    }
}
