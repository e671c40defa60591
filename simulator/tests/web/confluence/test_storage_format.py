"""What becomes of a page's body on its way to a reader."""

import pytest
from lxml import html

from applink_simulator.domain.errors import BadInput
from applink_simulator.linking.jira_issues import Macro
from applink_simulator.web.products.confluence.storage_format import parts_of, plain_text, require_readable

JIRA = (
    '<ac:structured-macro ac:name="jira"><ac:parameter ac:name="serverId">ID</ac:parameter>'
    '<ac:parameter ac:name="key">DEMO-1</ac:parameter></ac:structured-macro>'
)


def shown(storage: str) -> str:
    return "".join("[issues]" if isinstance(part, Macro) else part for part in parts_of(storage))


@pytest.mark.parametrize(
    ("storage", "markup"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<p>a <strong>b</strong> c</p>", "<p>a <strong>b</strong> c</p>"),
        ("<p>1 &lt; 2<b>3</b> &lt; 4 &amp; 5</p>", "<p>1 &lt; 2<b>3</b> &lt; 4 &amp; 5</p>"),
        ("<p>caf&eacute;&nbsp;!</p>", "<p>café\xa0!</p>"),
        ("<p>a<br/>b<hr/></p>", "<p>a<br>b<hr></p>"),
        (
            '<table><tr><td colspan="2" style="x">c</td></tr></table>',
            '<table><tr><td colspan="2">c</td></tr></table>',
        ),
        ("<ac:layout><ac:layout-section><p>in</p></ac:layout-section></ac:layout>", "<p>in</p>"),
        ('<ac:link><ri:page ri:content-title="Rota"/></ac:link>', "<span>Rota</span>"),
        ("<!-- note --><p>x<?pi y?></p>", "<p>x</p>"),
    ],
)
def test_harmless_markup_is_shown(storage, markup):
    """Text is escaped again after its entities were resolved."""
    assert shown(storage) == markup


@pytest.mark.parametrize(
    "href", ["http://a.test/?b=1&amp;c", "https://a.test", "mailto:a@b.test", "/display/DOC", "#top"]
)
def test_a_link_to_somewhere_safe_stays(href):
    """With nothing but its address."""
    link = html.fromstring(shown(f'<p><a href="{href}" onclick="x()" class="y">t</a></p>')).find(".//a")
    assert link.get("href") == href.replace("&amp;", "&")
    assert set(link.keys()) == {"href", "rel"}


@pytest.mark.parametrize(
    "storage",
    [
        "<script>evil()</script>",
        "<SCRIPT>evil()</SCRIPT>",
        "<p><script>evil()</script></p>",
        '<p onclick="evil()">x</p>',
        '<img src="x" onerror="evil()"/>',
        '<a href="javascript:evil()">x</a>',
        '<a href=" javascript:evil()">x</a>',
        '<a href="java&#10;script:evil()">x</a>',
        '<a href="data:text/html,evil()">x</a>',
        '<a href="//evil()">x</a>',
        '<a href="/\\evil()">x</a>',
        '<p style="background:url(evil())">x</p>',
        "<style>evil()</style>",
        '<iframe src="evil()"/>',
        "<svg><script>evil()</script></svg>",
        '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>evil()</s:script></s:svg>',
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">evil()</h:script>',
        '<form action="evil()"><input name="evil()"/></form>',
        '<ac:structured-macro ac:name="html"><ac:parameter ac:name="x">evil()</ac:parameter></ac:structured-macro>',
    ],
)
def test_what_could_run_is_gone(storage):
    """The same place with harmless text shows it."""
    assert "evil" not in shown(storage)
    assert "good()" in shown("<p>good()</p>")


@pytest.mark.parametrize(
    "storage",
    [
        "<p>open",
        "</page><script>evil()</script><page>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><p>&e;</p>",
        "<p>&unknown;</p>",
        "<x:y>unbound</x:y>",
        "<p>\x00</p>",
        "<b>" * 300 + "</b>" * 300,
        "<p a='1' a='2'/>",
    ],
)
def test_broken_storage_format_is_shown_as_its_own_text(storage):
    """Nothing of it becomes markup, and REST does not take it."""
    page = html.fromstring(f"<div>{shown(storage)}</div>")
    assert [element.tag for element in page.iter()] == ["div", "pre"]
    assert "<" in page.text_content()
    with pytest.raises(BadInput, match="Error parsing xhtml"):
        require_readable(storage)


def test_deep_nesting_within_the_bounds_is_shown():
    """The parser's own limit is below ours."""
    deep = "<b>" * 250 + "x" + "</b>" * 250
    assert shown(deep) == deep
    require_readable(deep)


def test_entities_inside_cdata_stay_what_they_are():
    """As the writer of an example wants."""
    body = "<ac:plain-text-body><![CDATA[&nbsp; <b>]]></ac:plain-text-body>"
    macro = f'<ac:structured-macro ac:name="code">{body}</ac:structured-macro>'
    assert "&amp;nbsp; &lt;b&gt;" in shown(macro)


def test_half_a_surrogate_pair_breaks_no_page():
    """JSON can hold one, UTF-8 cannot."""
    assert shown("<p>a\ud800b</p>") == "<p>a?b</p>"


@pytest.mark.parametrize(
    ("storage", "markup"),
    [
        (JIRA, "[issues]"),
        (f"<p>before {JIRA} after</p>", "<div>before [issues] after</div>"),
        (f"<ul><li>{JIRA}</li></ul>", "<ul><li>[issues]</li></ul>"),
        (f"{JIRA}<p>and</p>{JIRA}", "[issues]<p>and</p>[issues]"),
    ],
)
def test_a_jira_macro_is_found_wherever_it_stands(storage, markup):
    """A paragraph around it becomes a division: browsers would end it before the table."""
    assert shown(storage) == markup


def test_the_macro_in_a_panel_is_asked_for_and_the_panel_has_a_placeholder():
    """An unknown macro is named, its text is shown."""
    body = f"<ac:rich-text-body><p>Text</p>{JIRA}</ac:rich-text-body>"
    seen = shown(f'<ac:structured-macro ac:name="&lt;b&gt;">{body}</ac:structured-macro>')
    assert "The macro &lt;b&gt; is not shown here." in seen
    assert "<p>Text</p>[issues]" in seen


def test_only_its_own_parameters_count():
    """Not those of a macro inside it."""
    inner = '<ac:structured-macro ac:name="x"><ac:parameter ac:name="key">NO-1</ac:parameter></ac:structured-macro>'
    query = '<ac:parameter ac:name="jqlQuery">a</ac:parameter>'
    outer = f'<ac:structured-macro ac:name="jira">{query}{inner}</ac:structured-macro>'
    macro = next(part for part in parts_of(outer) if isinstance(part, Macro))
    assert (macro.jql, macro.key) == ("a", None)


def test_the_words_alone_leave_out_parameters():
    """An excerpt shows what a reader would read."""
    assert plain_text(f"<p>One&nbsp;<b>two</b></p>{JIRA}<p>three</p><script>no</script>") == "One two three"
    assert plain_text("<p>open") == "<p>open"
