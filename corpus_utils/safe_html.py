"""What may stand in a page: an allow-list for all HTML that comes from a notebook."""

import re

import nh3

from corpus_utils.tables import visible

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
