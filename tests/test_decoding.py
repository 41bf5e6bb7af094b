"""Files without a declared encoding are read as the text that was written, short ones too."""

import pytest

from corpus_utils.decoding import Unreadable, decode

FRENCH = "L’armée a annoncé « la fin des manœuvres » près de la côte, où des navires étaient déjà arrivés."
GERMAN = "Für die Bürger änderte sich nichts, so der Stab."
SPANISH = "La reunión terminó sin acuerdo. El próximo año habrá más ejercicios en la región."
PORTUGUESE = "A reunião terminou sem decisão. As forças não serão enviadas à região este mês."
SWEDISH = "Övningen avslutades på fredagen. Många soldater åkte hem före mötet."
NAMES = "The café in Genève was closed. The minister’s friends met in Zürich and talked until the evening."
PRICE = "The exercise cost £3m and it’s over."
QUOTED = "“It’s a treaty’s end”, said the minister’s “friends” – and the hosts’ own paper said so."
RUSSIAN = "Учения завершились в пятницу. Министры обсудили безопасность."
MIXED = "Talks in Minsk. Министр прибыл."
UKRAINIAN = "Навчання завершилися у п'ятницю. Міністри обговорили безпеку її кордонів."
POLISH = "Ćwiczenia zakończyły się w piątek. Ministrowie omówili kwestię bezpieczeństwa."
CZECH = "Cvičení skončilo v pátek. Ministři jednali o bezpečnosti a příštím roce."
HUNGARIAN = "A gyakorlat pénteken véget ért, a jövő évi döntésről később lesz szó."
TURKISH = "Tatbikat cuma günü sona erdi. Bakanlar güvenliği görüştü, çalışma yarın başlayacak."
LITHUANIAN = "Pratybos baigėsi penktadienį. Ministrai aptarė saugumą ir būsimų metų planus."
GREEK = "Η άσκηση τελείωσε την Παρασκευή. Οι υπουργοί συζήτησαν."
HEBREW = "הפגישה הסתיימה בבירה ללא כל הסכם. השרים אמרו כי השיחות יימשכו בשנה הבאה."
ARABIC = "انتهى الاجتماع في العاصمة دون أي اتفاق. وقال الوزراء إن المحادثات ستستمر في العام المقبل."
CHINESE = "会议在首都结束，双方没有达成任何协议。部长们表示将于明年继续谈判。"
JAPANESE = "会議は首都で終わり、双方は合意に達しなかった。大臣たちは来年も交渉を続けると述べた。"


@pytest.mark.parametrize("times", [1, 30])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "cp1252") for text in (FRENCH, GERMAN, SPANISH, PORTUGUESE, SWEDISH, NAMES, PRICE)),
        (QUOTED, "cp1252"),
        (QUOTED, "mac-roman"),
        *((RUSSIAN, name) for name in ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")),
        ("Переговоры.", "cp1251"),
        (MIXED, "cp1251"),
        (MIXED, "koi8-r"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        *((text, name) for text in (POLISH, CZECH, HUNGARIAN) for name in ("cp1250", "iso8859-2")),
        (TURKISH, "cp1254"),
        (LITHUANIAN, "cp1257"),
        (GREEK, "cp1253"),
        *((text, name) for text in (FRENCH, RUSSIAN, POLISH) for name in ("utf-8", "utf-8-sig", "utf-16")),
        (HEBREW, "cp1255"),  # from here on: what the alphabets leave to charset-normalizer
        (ARABIC, "cp1256"),
        (CHINESE, "gbk"),
        (JAPANESE, "shift-jis"),
    ],
)
def test_text_of_an_undeclared_encoding_is_read_as_written(text: str, encoding: str, times: int) -> None:
    written = " ".join([text] * times)
    assert decode(written.encode(encoding))[0].removeprefix("\ufeff") == written


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (QUOTED.encode("cp1252") + b"\x81", "cp1252 (detected; 1 broken bytes replaced)", QUOTED + "\ufffd"),
        (QUOTED.encode("utf-8") + b"\x81", "utf-8 (1 broken bytes replaced)", QUOTED + "\ufffd"),
        (RUSSIAN.encode("koi8-r"), "koi8_r (detected)", RUSSIAN),
    ],
)
def test_the_encoding_and_what_was_replaced_are_told(data: bytes, encoding: str, text: str) -> None:
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"Talks\0\1", b"\x01\x02\x03Talks"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="binary"):
        decode(data)
