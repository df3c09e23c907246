namespace MiniTwit.ApiService.Text;

/// <summary>
/// The scripts of letters, by ranges of code points: Scripts.txt of Unicode 15.0 without Common and Inherited. Ranges of one script that
/// follow each other are one, and the scripts of Chinese, Japanese and Korean are one, as they are written together.
/// </summary>
internal static class ScriptRanges
{
    public const string All = """
        41-2E4 Latin, 370-3E1 Greek, 3E2-3EF Coptic, 3F0-3FF Greek, 400-52F Cyrillic, 531-588 Armenian, 5D0-5F2 Hebrew,
        620-6FF Arabic, 710-74F Syriac, 750-77F Arabic, 780-7B1 Thaana, 7CA-7FA Nko, 800-828 Samaritan, 840-858 Mandaic,
        860-86A Syriac, 870-8C9 Arabic, 904-97F Devanagari, 980-9FC Bengali, A05-A74 Gurmukhi, A85-AF9 Gujarati, B05-B71 Oriya,
        B83-BD0 Tamil, C05-C61 Telugu, C80-CF2 Kannada, D04-D7F Malayalam, D85-DC6 Sinhala, E01-E46 Thai, E81-EDF Lao,
        F00-F8C Tibetan, 1000-108E Myanmar, 10A0-10FF Georgian, 1100-11FF EastAsian, 1200-138F Ethiopic, 13A0-13FD Cherokee,
        1401-167F CanadianAboriginal, 1681-169A Ogham, 16A0-16F8 Runic, 1700-171F Tagalog, 1720-1731 Hanunoo, 1740-1751 Buhid,
        1760-1770 Tagbanwa, 1780-17DC Khmer, 1820-18AA Mongolian, 18B0-18F5 CanadianAboriginal, 1900-191E Limbu, 1950-1974 TaiLe,
        1980-19C9 NewTaiLue, 1A00-1A16 Buginese, 1A20-1AA7 TaiTham, 1B05-1B4C Balinese, 1B83-1BBF Sundanese, 1BC0-1BE5 Batak,
        1C00-1C4F Lepcha, 1C5A-1C7D OlChiki, 1C80-1C88 Cyrillic, 1C90-1CBF Georgian, 1D00-1D25 Latin, 1D26-1D2A Greek,
        1D2B-1D2B Cyrillic, 1D2C-1D5C Latin, 1D5D-1D61 Greek, 1D62-1D65 Latin, 1D66-1D6A Greek, 1D6B-1D77 Latin,
        1D78-1D78 Cyrillic, 1D79-1DBE Latin, 1DBF-1DBF Greek, 1E00-1EFF Latin, 1F00-1FFC Greek, 2071-209C Latin, 2126-2126 Greek,
        212A-2184 Latin, 2C00-2C5F Glagolitic, 2C60-2C7F Latin, 2C80-2CF3 Coptic, 2D00-2D2D Georgian, 2D30-2D6F Tifinagh,
        2D80-2DDE Ethiopic, 3005-9FFF EastAsian, A000-A48C Yi, A4D0-A4FD Lisu, A500-A62B Vai, A640-A69D Cyrillic, A6A0-A6E5 Bamum,
        A722-A7FF Latin, A800-A822 SylotiNagri, A840-A873 PhagsPa, A882-A8B3 Saurashtra, A8F2-A8FE Devanagari, A90A-A925 KayahLi,
        A930-A946 Rejang, A960-A97C EastAsian, A984-A9B2 Javanese, A9E0-A9FE Myanmar, AA00-AA4B Cham, AA60-AA7F Myanmar,
        AA80-AADD TaiViet, AAE0-AAF4 MeeteiMayek, AB01-AB2E Ethiopic, AB30-AB64 Latin, AB65-AB65 Greek, AB66-AB69 Latin,
        AB70-ABBF Cherokee, ABC0-ABE2 MeeteiMayek, AC00-FAD9 EastAsian, FB00-FB06 Latin, FB13-FB17 Armenian, FB1D-FB4F Hebrew,
        FB50-FEFC Arabic, FF21-FF5A Latin, FF66-FFDC EastAsian, 10000-100FA LinearB, 10280-1029C Lycian, 102A0-102D0 Carian,
        10300-1032F OldItalic, 10330-10349 Gothic, 10350-10375 OldPermic, 10380-1039D Ugaritic, 103A0-103CF OldPersian,
        10400-1044F Deseret, 10450-1047F Shavian, 10480-1049D Osmanya, 104B0-104FB Osage, 10500-10527 Elbasan,
        10530-10563 CaucasianAlbanian, 10570-105BC Vithkuqi, 10600-10767 LinearA, 10780-107BA Latin, 10800-1083F Cypriot,
        10840-10855 ImperialAramaic, 10860-10876 Palmyrene, 10880-1089E Nabataean, 108E0-108F5 Hatran, 10900-10915 Phoenician,
        10920-10939 Lydian, 10980-1099F MeroiticHieroglyphs, 109A0-109BF MeroiticCursive, 10A00-10A35 Kharoshthi,
        10A60-10A7C OldSouthArabian, 10A80-10A9C OldNorthArabian, 10AC0-10AE4 Manichaean, 10B00-10B35 Avestan,
        10B40-10B55 InscriptionalParthian, 10B60-10B72 InscriptionalPahlavi, 10B80-10B91 PsalterPahlavi, 10C00-10C48 OldTurkic,
        10C80-10CF2 OldHungarian, 10D00-10D23 HanifiRohingya, 10E80-10EB1 Yezidi, 10F00-10F27 OldSogdian, 10F30-10F45 Sogdian,
        10F70-10F81 OldUyghur, 10FB0-10FC4 Chorasmian, 10FE0-10FF6 Elymaic, 11003-11075 Brahmi, 11083-110AF Kaithi,
        110D0-110E8 SoraSompeng, 11103-11147 Chakma, 11150-11176 Mahajani, 11183-111DC Sharada, 11200-11240 Khojki,
        11280-112A8 Multani, 112B0-112DE Khudawadi, 11305-11361 Grantha, 11400-11461 Newa, 11480-114C7 Tirhuta,
        11580-115DB Siddham, 11600-11644 Modi, 11680-116B8 Takri, 11700-11746 Ahom, 11800-1182B Dogra, 118A0-118FF WarangCiti,
        11900-11941 DivesAkuru, 119A0-119E3 Nandinagari, 11A00-11A3A ZanabazarSquare, 11A50-11A9D Soyombo,
        11AB0-11ABF CanadianAboriginal, 11AC0-11AF8 PauCinHau, 11C00-11C40 Bhaiksuki, 11C72-11C8F Marchen,
        11D00-11D46 MasaramGondi, 11D60-11D98 GunjalaGondi, 11EE0-11EF2 Makasar, 11F02-11F33 Kawi, 11FB0-11FB0 Lisu,
        12000-12543 Cuneiform, 12F90-12FF0 CyproMinoan, 13000-13446 EgyptianHieroglyphs, 14400-14646 AnatolianHieroglyphs,
        16800-16A38 Bamum, 16A40-16A5E Mro, 16A70-16ABE Tangsa, 16AD0-16AED BassaVah, 16B00-16B8F PahawhHmong,
        16E40-16E7F Medefaidrin, 16F00-16F9F Miao, 16FE0-16FE0 Tangut, 16FE1-16FE1 Nushu, 16FE3-16FE3 EastAsian,
        17000-18AFF Tangut, 18B00-18CD5 KhitanSmallScript, 18D00-18D08 Tangut, 1AFF0-1B167 EastAsian, 1B170-1B2FB Nushu,
        1BC00-1BC99 Duployan, 1DF00-1DF2A Latin, 1E030-1E06D Cyrillic, 1E100-1E14E NyiakengPuachueHmong, 1E290-1E2AD Toto,
        1E2C0-1E2EB Wancho, 1E4D0-1E4EB NagMundari, 1E7E0-1E7FE Ethiopic, 1E800-1E8C4 MendeKikakui, 1E900-1E94B Adlam,
        1EE00-1EEBB Arabic, 20000-323AF EastAsian
        """;
}
