using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace MiniTwit.Web.Security;

/// <summary>Encrypts the data protection keys before they leave this process: with what is in the database alone nobody forges a cookie.</summary>
internal sealed class KeyEncryptor(InternalKey secret) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        using var cipher = new KeyCipher(secret);
        var whole = cipher.Seal(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new(new XElement("aes-256-gcm", Convert.ToBase64String(whole)), typeof(KeyDecryptor));
    }
}

/// <summary>Stored keys name this type, which is to stay for as long as there are any. A key that it cannot open is as good as none.</summary>
internal sealed class KeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        using var cipher = new KeyCipher(services.GetRequiredService<InternalKey>());
        return XElement.Parse(Encoding.UTF8.GetString(cipher.Open(Convert.FromBase64String(encryptedElement.Value))));
    }
}
