"""What may stand in a page: an allow-list for all HTML that comes from a notebook."""

import re

import nh3

# Characters that reorder or hide their neighbours: bidi and other controls, zero-width ones, lone surrogates.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
TAGS = (
    "a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img "
    "ins kbd li mark ol p pre q s section small span strong sub summary sup table tbody td tfoot th thead tr u ul"
)
ATTRIBUTES = {
    "*": {"id", "class"},
    "a": {"href"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
IMAGE = re.compile(r"data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
# an anchor of the page, a file beside it, or an address of the web; a name without colon has no scheme
LINK = re.compile(r"#\S+|[\w-][\w.-]*(?:/[\w-][\w.-]*)*(?:#\S+)?|https?://\S+|mailto:\S+", re.IGNORECASE)


def visible(text: object) -> str:
    """Return the text with its invisible control characters written out.

    >>> visible("safe\\u202etxt.exe")
    'safe[U+202E]txt.exe'
    """
    return INVISIBLE.sub(lambda m: f"[U+{ord(m[0]):04X}]", str(text))


def clean(html: str) -> str:
    """Return the HTML without anything that could run, load or reorder; text is kept.

    >>> clean("<b onclick='x()'>bold</b><script>x()</script><a href='javascript:x()'>link</a>")
    '<b>bold</b><a rel="noopener noreferrer">link</a>'
    """
    return visible(
        nh3.clean(
            html,
            tags=set(TAGS.split()),
            attributes=ATTRIBUTES,
            attribute_filter=_keep,
            url_schemes={"http", "https", "mailto", "data"},
            link_rel="noopener noreferrer",
        )
    )


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if IMAGE.fullmatch(value) else None
    if attribute == "href":
        return value if LINK.fullmatch(value) else None
    return value
