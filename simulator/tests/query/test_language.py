import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from applink_simulator.query import cql, jql
from applink_simulator.query.errors import (
    IllegalEscape,
    Position,
    QueryError,
    QuerySyntaxError,
    QueryTooDeep,
    QueryTooLong,
    ReservedCharacter,
    ReservedWord,
    UnfinishedString,
    UnknownOperator,
)
from applink_simulator.query.language import COMPARISONS, DEEPEST_NESTING, Dialect, parse
from applink_simulator.query.reserved_words import IN_CQL, IN_JQL
from applink_simulator.query.tokens import LONGEST_QUERY
from applink_simulator.query.tree import (
    And,
    Call,
    Clause,
    Empty,
    Expression,
    Literal,
    Not,
    Or,
    OrderBy,
    Query,
    Value,
)

A, B, C = (Clause(letter, "=", (Literal("1"),)) for letter in "abc")
DIALECTS = pytest.mark.parametrize("dialect", [jql.DIALECT, cql.DIALECT], ids=["jql", "cql"])

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    [*sorted(IN_JQL | IN_CQL), "currentUser", "-7d", "it's", 'say "x"', "a\\b", "two\nlines"]
)
literals = st.builds(Literal, names)
calls = st.builds(Call, names, st.lists(names, max_size=2).map(tuple))
values: st.SearchStrategy[Value] = st.one_of(literals, calls, st.just(Empty()))
clauses: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Clause, names, st.sampled_from(COMPARISONS[:8]), st.tuples(values)),
    st.builds(Clause, names, st.sampled_from(("in", "not in")), st.lists(values, min_size=1, max_size=3).map(tuple)),
    st.builds(Clause, names, st.sampled_from(("is", "is not")), st.just((Empty(),))),
)
expressions = st.recursive(
    clauses,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
orders = st.lists(st.builds(OrderBy, names, st.sampled_from(["ASC", "DESC", None])), max_size=3).map(tuple)

PIECES = r"project = != !~ ~ < >= in not is EMPTY and or order by asc , ( ) 'a b' ' \ \u0041 x-1 && | ! f() ;"
fragments = st.lists(st.sampled_from([*PIECES.split(" "), "\n"]), max_size=25).map(" ".join)


@given(expressions | st.none(), orders)
def test_a_printed_query_reads_back_as_the_same_query(where: Expression | None, order: tuple[OrderBy, ...]) -> None:
    """What is shown in a report can be pasted into the next search."""
    query = Query(where, order)
    assert parse(str(query), jql.DIALECT) == query


@DIALECTS
@given(text=st.text() | fragments)
@example(text="a = \\")
@example(text="a = '\\\n'")
@example(text="((((")
@example(text="NOT " * 2000)
@example(text="a in (" * 1000)
def test_any_text_gives_a_query_or_a_query_error(dialect: Dialect, text: str) -> None:
    """A search box is open to everybody: no input may reach the log as a traceback."""
    try:
        query = parse(text, dialect)
    except QueryError as refused:
        query = Query()
        str(refused)
    assert isinstance(query, Query)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a=1 or b=1 and c=1", Or((A, And((B, C))))),
        ("(a=1 or b=1) and c=1", And((Or((A, B)), C))),
        ("not a=1 and b=1", And((Not(A), B))),
        ("NOT (a=1 AND b=1)", Not(And((A, B)))),
        ("a=1 and b=1 and c=1", And((A, B, C))),
        ("((a=1))", A),
        ("not not a=1", Not(Not(A))),
    ],
)
def test_or_binds_weakest_then_and_then_not(text: str, tree: Expression) -> None:
    """As in the products; parentheses say otherwise."""
    assert parse(text, jql.DIALECT).where == tree


@pytest.mark.parametrize("text", ["a=1 && b=1", "a=1 & b=1", "a=1 AND b=1", "a=1&&b=1"])
def test_jql_also_joins_with_symbols(text: str) -> None:
    """Old filters are full of them."""
    assert parse(text, jql.DIALECT).where == And((A, B))


@pytest.mark.parametrize(
    ("text", "tree"), [("a=1 || b=1", Or((A, B))), ("!a=1", Not(A)), ("!(a=1|b=1)", Not(Or((A, B))))]
)
def test_jql_also_writes_or_and_not_as_symbols(text: str, tree: Expression) -> None:
    """The other half of the symbols."""
    assert parse(text, jql.DIALECT).where == tree


def test_cql_joins_with_words_only() -> None:
    """Its documentation knows no symbols."""
    with pytest.raises(QuerySyntaxError, match="AND, OR or ORDER BY"):
        parse("a=1 && b=1", cql.DIALECT)
    assert parse("a=1 and b=1", cql.DIALECT).where == And((A, B))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("DEMO-1", Literal("DEMO-1")),
        ("jane.doe", Literal("jane.doe")),
        ("-7d", Literal("-7d")),
        ('"two words"', Literal("two words")),
        ("'two words'", Literal("two words")),
        (r'"say \"hi\""', Literal('say "hi"')),
        (r"it\'s", Literal("it's")),
        (r"two\ words", Literal("two words")),
        (r"a\u0040b", Literal("a@b")),
        ('"order"', Literal("order")),
        ('""', Literal("")),
        ("EMPTY", Empty()),
        ("null", Empty()),
        ('"EMPTY"', Literal("EMPTY")),
        ("currentUser()", Call("currentUser")),
        ('startOfDay( "-1d" )', Call("startOfDay", ("-1d",))),
        ("f(1, '2')", Call("f", ("1", "2"))),
    ],
)
def test_a_value_is_a_word_a_string_a_function_or_empty(written: str, meant: Value) -> None:
    """Quotes and escapes are undone here, so nobody after has to know them."""
    assert parse(f"a = {written}", jql.DIALECT).where == Clause("a", "=", (meant,))


@pytest.mark.parametrize(
    "operator", ["=", "!=", "~", "!~", "<", "<=", ">", ">=", "IN", "NOT IN", "not  in", "IS", "IS NOT"]
)
def test_operators_are_read_whatever_their_case_and_spacing(operator: str) -> None:
    """They come out in lower case with one space."""
    value = "(EMPTY)" if "in" in operator.lower() else "EMPTY"
    expected = " ".join(operator.lower().split())
    assert parse(f"a {operator} {value}", jql.DIALECT).where == Clause("a", expected, (Empty(),))


def test_a_list_holds_several_values() -> None:
    """Words, strings and functions may be mixed."""
    clause = Clause("a", "in", (Literal("x"), Literal("y z"), Call("f")))
    assert parse("a in (x, 'y z', f())", jql.DIALECT).where == clause


def test_a_function_may_stand_in_for_a_list() -> None:
    """Some functions of the products give several values."""
    assert parse("a in f()", jql.DIALECT).where == Clause("a", "in", (Call("f"),))


def test_order_by_takes_several_fields_each_with_its_direction() -> None:
    """None means that the field's own direction counts."""
    order = parse("a=1 order BY x desc, 'y z', w ASC", jql.DIALECT).order
    assert order == (OrderBy("x", "DESC"), OrderBy("y z"), OrderBy("w", "ASC"))


@pytest.mark.parametrize(
    ("text", "query"), [("", Query()), (" \n", Query()), ("order by a", Query(None, (OrderBy("a"),)))]
)
def test_jql_may_be_empty_where_cql_may_not(text: str, query: Query) -> None:
    """Jira answers with everything; Confluence insists on a clause."""
    assert parse(text, jql.DIALECT) == query
    with pytest.raises(QuerySyntaxError, match="a field name"):
        parse(text, cql.DIALECT)


@pytest.mark.parametrize(
    ("text", "error", "position", "message"),
    [
        ("project DEMO", UnknownOperator, (1, 9), "'DEMO'"),
        ("project", UnknownOperator, (1, 8), "the end of the query"),
        ("status was Open", UnknownOperator, (1, 8), "'was'"),
        ("a = 1 b = 2", QuerySyntaxError, (1, 7), "AND, OR or ORDER BY"),
        ("a = 1 and", QuerySyntaxError, (1, 10), "a field name"),
        ("a =", QuerySyntaxError, (1, 4), "a value or a function"),
        ("a = (1)", QuerySyntaxError, (1, 5), "a value or a function"),
        ("a in 1", QuerySyntaxError, (1, 6), "a list in parentheses"),
        ("a in (1,)", QuerySyntaxError, (1, 9), "a value or a function"),
        ("a in ()", QuerySyntaxError, (1, 7), "a value or a function"),
        ("a in (1", QuerySyntaxError, (1, 8), r"',' or '\)'"),
        ("a not = 1", QuerySyntaxError, (1, 7), "IN"),
        ("a is 1", QuerySyntaxError, (1, 6), "EMPTY or NULL"),
        ("(a = 1", QuerySyntaxError, (1, 7), r"'\)'"),
        ("a = 1)", QuerySyntaxError, (1, 6), "AND, OR or ORDER BY"),
        ("a = f(1 2)", QuerySyntaxError, (1, 9), r"',' or '\)'"),
        ("a = 1 order a", QuerySyntaxError, (1, 13), "BY"),
        ("a = 1 order by a b", QuerySyntaxError, (1, 18), "','"),
        ("a = 1\nand\n  b = ", QuerySyntaxError, (3, 7), "a value or a function"),
        ("a = 'open", UnfinishedString, (1, 5), "no closing quotation mark"),
        ("a = 'two\nlines'", UnfinishedString, (1, 5), "no closing quotation mark"),
        (r"a = b\q", IllegalEscape, (1, 6), "is no escape"),
        (r"a = '\u12'", IllegalEscape, (1, 6), "is no escape"),
        (r"a = '\ud800'", IllegalEscape, (1, 6), "is no escape"),
        ("a = jane@test", ReservedCharacter, (1, 9), r"\\u0040"),
        ("a = order", ReservedWord, (1, 5), "'order'"),
        ("a = In Progress", ReservedWord, (1, 5), "'In'"),
        ("select = 1", ReservedWord, (1, 1), "'select'"),
    ],
)
def test_a_mistake_is_reported_with_its_place(
    text: str, error: type[QuerySyntaxError], position: tuple[int, int], message: str
) -> None:
    """Line and character, counted from one, and what was expected there."""
    with pytest.raises(error, match=message) as caught:
        parse(text, jql.DIALECT)
    assert type(caught.value) is error
    assert caught.value.position == Position(*position)
    assert str(caught.value).endswith(f"(line {position[0]}, character {position[1]})")


def test_the_first_of_two_mistakes_is_reported() -> None:
    """Reading is lazy: the broken string at the end is not what the searcher has to mend first."""
    with pytest.raises(UnknownOperator):
        parse("a b 'broken", jql.DIALECT)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("NOT ", ""), ("NOT (", ")")])
def test_nesting_has_a_limit(opening: str, closing: str) -> None:
    """Below it queries work, above it they are refused rather than ending in a RecursionError."""
    steps = len(opening.split()) if " (" in opening else 1
    allowed = DEEPEST_NESTING // steps
    parse(f"{opening * allowed}a = 1{closing * allowed}", jql.DIALECT)
    with pytest.raises(QueryTooDeep, match=str(DEEPEST_NESTING)):
        parse(f"{opening * (allowed + 1)}a = 1{closing * (allowed + 1)}", jql.DIALECT)


def test_many_parentheses_side_by_side_are_not_nested() -> None:
    """Depth is what costs, not number."""
    where = parse(" or ".join(["(a = 1)"] * 3 * DEEPEST_NESTING), jql.DIALECT).where
    assert where == Or((A,) * 3 * DEEPEST_NESTING)


def test_length_has_a_limit() -> None:
    """A query at the limit is read, one character more is not."""
    longest = "a = 1".ljust(LONGEST_QUERY)
    parse(longest, jql.DIALECT)
    with pytest.raises(QueryTooLong):
        parse(longest + " ", jql.DIALECT)


def test_a_message_quotes_only_the_beginning_of_a_long_word() -> None:
    """Nobody finds the mistake in a screenful of their own text."""
    with pytest.raises(UnknownOperator, match=r"'x{79}…'"):
        parse(f"a {'x' * 81}", jql.DIALECT)
    with pytest.raises(UnknownOperator, match=r"'x{80}'"):
        parse(f"a {'x' * 80}", jql.DIALECT)


def test_a_clause_knows_where_it_stood() -> None:
    """For tools that point at it; two queries still compare equal by what they say."""
    where = parse("a = 1 and\n b = 1", jql.DIALECT).where
    assert isinstance(where, And)
    assert isinstance(where.terms[1], Clause)
    assert where.terms[1].position == Position(2, 2)


def test_cql_lets_dates_be_written_without_quotes() -> None:
    """`created > 2014/09/01` is from its documentation; Jira keeps the slash for itself."""
    assert parse("created > 2014/09/01", cql.DIALECT).where == Clause("created", ">", (Literal("2014/09/01"),))
    with pytest.raises(ReservedCharacter):
        parse("created > 2014/09/01", jql.DIALECT)


def test_cql_knows_no_emptiness() -> None:
    """Its operators have no `is`, and EMPTY is only a reserved word."""
    with pytest.raises(UnknownOperator):
        parse("label is EMPTY", cql.DIALECT)
    with pytest.raises(ReservedWord):
        parse("label = EMPTY", cql.DIALECT)


def test_a_space_key_that_looks_like_a_keyword_needs_quotes() -> None:
    """The trap of `space in (AND)`."""
    with pytest.raises(ReservedWord):
        parse("space in (DOC, AND)", cql.DIALECT)
    clause = Clause("space", "in", (Literal("DOC"), Literal("AND")))
    assert parse("space in (DOC, 'AND')", cql.DIALECT).where == clause


def test_a_simple_query_prints_as_people_write_it() -> None:
    """Quotes only where they are needed."""
    text = 'a = DEMO AND (b in (Open, "In Progress") OR NOT c = currentUser()) ORDER BY d DESC, e'
    assert str(parse(text, jql.DIALECT)) == text
