"""Whom a signed request acts as, and who decides about that (catalogue 1.6)."""

import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from applink_simulator.domain.exchanges import Exchange
from applink_simulator.domain.links import Provider as Way
from applink_simulator.domain.messages import Reply, every_header
from applink_simulator.domain.tokens import Token, TokenState

from .oracle import Consumer
from .provider import LINKS, PUBLIC_ISSUE, SECRET_ISSUE, WHO_AM_I, Provider
from .stranger import CONSUMER_INFO, Told, always, consumer_info, stranger, tells
from .wire import Answer, Call, send

NO_PROBLEM_WORD = None
"""The vendor's bare refusal says 401 and nothing else (Q-9)."""


def denied(provider: Provider, call: Call) -> Answer:
    """Refused as the profile does it when the signature is good and the caller may not."""
    answer = provider.refused(call, 401, "permission_denied" if provider.is_strict else NO_PROBLEM_WORD)
    if not provider.is_strict:
        assert answer.body == b""
        assert len(answer.every("WWW-Authenticate")) == 2
    return answer


def nobody(provider: Provider, call: Call) -> None:
    """A request whose user does not exist: nobody in the vendor profile, refused in the strict (Q-11)."""
    if provider.is_strict:
        denied(provider, call)
    else:
        provider.served_as("anonymous", call)


def change_user(provider: Provider, name: str, **changes: object) -> None:
    """Behind HTTP's back: no product lets a stranger's script do this."""
    directory = provider.product.state.directory
    user = directory.find(name)
    assert user is not None
    directory.put(replace(user, **changes))


def last_exchange(provider: Provider) -> Exchange:
    return provider.running.journal.at("jira")[-1]


# Two-legged: one user for all.


@pytest.mark.conformance("LNK-001")
def test_a_two_legged_request_acts_as_the_pre_configured_user(provider: Provider):
    assert provider.served_as("integration", provider.signed()).text == "integration"
    provider.served_as("integration", provider.signed(SECRET_ISSUE))
    assert last_exchange(provider).way == "oauth"
    assert last_exchange(provider).consumer == provider.consumer.key


@pytest.mark.conformance("LNK-002")
def test_an_absent_token_is_an_empty_one(strict: Provider):
    """Stock clients drop an empty token; RFC 5849 3.1 lets them."""
    without = strict.consumer.sign(strict.call(), oauth_token=None)
    strict.served_as("integration", without)
    strict.tells_apart(
        lambda: strict.consumer.sign(strict.call(), oauth_token=None),
        lambda call: replace(call, query="a=1"),
        401,
        "signature_invalid",
    )


@pytest.mark.conformance("LNK-002")
def test_an_absent_token_is_no_oauth_in_the_vendor_profile(vendor: Provider):
    """Q-5: stock clients are served as nobody, whatever they sign."""
    vendor.served_as("anonymous", vendor.consumer.sign(vendor.call(), oauth_token=None))
    vendor.served_as("integration", vendor.signed())


@pytest.mark.conformance("LNK-003")
def test_a_two_legged_request_needs_a_link_that_allows_it(provider: Provider):
    provider.trust(provider.consumer, two_legged=False, imp=False)
    for path in (WHO_AM_I, SECRET_ISSUE, PUBLIC_ISSUE):
        denied(provider, provider.signed(path))
    provider.trust(provider.consumer, two_legged=True, imp=False)
    for path in (WHO_AM_I, SECRET_ISSUE, PUBLIC_ISSUE):
        provider.served_as("integration", provider.signed(path))


@pytest.mark.conformance("LNK-004")
def test_without_a_pre_configured_user_only_public_things_are_shown(provider: Provider):
    provider.trust(provider.consumer, user=None)
    assert provider.served_as("anonymous", provider.signed()).text == ""
    provider.served_as("anonymous", provider.signed(PUBLIC_ISSUE))
    hidden = send(provider.signed(SECRET_ISSUE))
    assert hidden.status in {401, 403, 404}
    assert "safe" not in hidden.text
    provider.trust(provider.consumer)
    assert "safe" in provider.served_as("integration", provider.signed(SECRET_ISSUE)).text


@pytest.mark.conformance("LNK-005")
def test_a_pre_configured_user_who_was_deleted_is_replaced_by_nobody(provider: Provider):
    provider.served_as("integration", provider.signed())
    provider.product.state.directory.remove("integration")
    nobody(provider, provider.signed())
    assert send(provider.signed(SECRET_ISSUE)).status == 401


@pytest.mark.conformance("LNK-005")
def test_only_a_user_who_exists_can_be_pre_configured(provider: Provider):
    """Else whoever is given that name later gets the rights of the link."""
    before = provider.remembered
    reply = provider.put_consumer(provider.consumer, twoLOAllowed=True, executingTwoLOUser="nobody-here")
    assert reply.status == 400
    assert provider.remembered == before
    assert provider.put_consumer(provider.consumer, twoLOAllowed=True, executingTwoLOUser="bob").fine


@pytest.mark.conformance("LNK-006")
def test_a_pre_configured_user_who_was_deactivated_is_refused(provider: Provider):
    provider.served_as("integration", provider.signed())
    change_user(provider, "integration", active=False)
    denied(provider, provider.signed())
    denied(provider, provider.signed(PUBLIC_ISSUE))
    change_user(provider, "integration", active=True)
    provider.served_as("integration", provider.signed())


@pytest.mark.conformance("LNK-007")
def test_a_pre_configured_user_sees_what_he_would_see_in_a_browser(provider: Provider):
    """Signing opens no door that the user himself finds shut."""
    provider.trust(provider.consumer, user="bob")
    in_person = provider.running.visitor("bob", "jira").ask("GET", SECRET_ISSUE)
    hidden = send(provider.signed(SECRET_ISSUE))
    assert hidden.caller == "bob"
    assert hidden.status == in_person.status
    assert hidden.status in {403, 404}
    assert "safe" not in hidden.text
    provider.trust(provider.consumer, user="integration")
    provider.served_as("integration", provider.signed(SECRET_ISSUE))


# Impersonation: whom the query names.


@pytest.mark.conformance("LNK-010")
@pytest.mark.parametrize("username", ["alice", "bob", "integration"])
def test_an_impersonating_request_acts_as_the_user_it_names(provider: Provider, username: str):
    assert provider.served_as(username, provider.as_user(username)).text == username
    assert last_exchange(provider).way == "oauth-impersonation"


@pytest.mark.conformance("LNK-011")
def test_impersonation_that_is_not_allowed_is_not_replaced_by_the_pre_configured_user(provider: Provider):
    """He may see what the named user may not."""
    provider.trust(provider.consumer, imp=False)
    denied(provider, provider.as_user("bob"))
    denied(provider, provider.as_user("bob", SECRET_ISSUE))
    provider.served_as("integration", provider.signed())
    provider.trust(provider.consumer, imp=True)
    provider.served_as("bob", provider.as_user("bob"))


@pytest.mark.conformance("LNK-012")
def test_an_unknown_user_is_nobody_and_never_the_pre_configured_one(provider: Provider):
    nobody(provider, provider.as_user("mallory"))
    assert send(provider.as_user("mallory", SECRET_ISSUE)).status == 401
    provider.served_as("alice", provider.as_user("alice", SECRET_ISSUE))


@pytest.mark.conformance("LNK-013")
def test_an_inactive_user_cannot_be_impersonated(provider: Provider):
    denied(provider, provider.as_user("carol"))
    denied(provider, provider.as_user("carol", PUBLIC_ISSUE))
    change_user(provider, "carol", active=True)
    provider.served_as("carol", provider.as_user("carol"))


@pytest.mark.conformance("LNK-014")
@pytest.mark.parametrize("query", ["xoauth_requestor_id=", "xoauth_requestor_id"])
def test_an_empty_username_names_nobody(provider: Provider, query: str):
    """It is there, so the pre-configured user does not stand in."""
    nobody(provider, provider.signed(query=query))
    assert send(provider.signed(SECRET_ISSUE, query=query)).status == 401
    provider.served_as("alice", provider.as_user("alice"))


@pytest.mark.conformance("LNK-015")
@pytest.mark.parametrize("place", ["query", "form"])
def test_a_user_cannot_be_added_after_signing(provider: Provider, place: str):
    def signed() -> Call:
        return provider.consumer.sign(replace(provider.change(form="a=1"), query="a=1"))

    provider.refused(replace(signed(), **{place: "a=1&xoauth_requestor_id=anna"}), 401, "signature_invalid")
    provider.tells_apart(
        provider.signed, lambda call: replace(call, query="xoauth_requestor_id=alice"), 401, "signature_invalid"
    )


@pytest.mark.conformance("LNK-016")
@pytest.mark.parametrize("username", ["anna", "ALICE", "", "alice%20", "alice&xoauth_requestor_id=alice"])
def test_a_user_cannot_be_exchanged_after_signing(provider: Provider, username: str):
    """Not even for the same one in capitals."""
    provider.tells_apart(
        lambda: provider.as_user("alice"),
        lambda call: replace(call, query=f"xoauth_requestor_id={username}"),
        401,
        "signature_invalid",
    )


TWO_USERS = {
    "both in the query": {"query": "xoauth_requestor_id=bob&xoauth_requestor_id=anna"},
    "query and form": {"query": "xoauth_requestor_id=bob", "form": "xoauth_requestor_id=anna"},
}


@pytest.mark.conformance("LNK-017")
@pytest.mark.parametrize("places", TWO_USERS.values(), ids=TWO_USERS)
def test_two_users_in_one_request_are_refused(strict: Provider, places: dict[str, str]):
    call = replace(strict.change(), **places)
    answer = strict.refused(strict.consumer.sign(call), 400, "parameter_rejected")
    assert answer.problem_parameters["oauth_parameters_rejected"] == "xoauth_requestor_id"
    strict.served_as("anna", strict.consumer.sign(strict.change()))


@pytest.mark.conformance("LNK-017")
@pytest.mark.parametrize("places", TWO_USERS.values(), ids=TWO_USERS)
def test_of_two_users_the_first_counts_everywhere_in_the_vendor_profile(vendor: Provider, places: dict[str, str]):
    """For the rights and for the journal alike: a second reader with another rule would be a hole."""
    before = vendor.remembered
    answer = send(vendor.consumer.sign(replace(vendor.change(), **places)))
    assert (answer.status, answer.caller) == (401, "bob"), "bob is no administrator"
    assert last_exchange(vendor).caller == "bob"
    assert vendor.remembered == before
    swapped = {
        name: value.replace("bob", "x").replace("anna", "bob").replace("=x", "=anna")
        for name, value in places.items()
    }
    vendor.served_as("anna", vendor.consumer.sign(replace(vendor.change(), **swapped)))
    assert last_exchange(vendor).caller == "anna"


@pytest.mark.conformance("LNK-018")
def test_the_user_may_be_named_in_a_form(provider: Provider):
    call = replace(provider.change(), query="", form="xoauth_requestor_id=anna")
    provider.served_as("anna", provider.consumer.sign(call))


@pytest.mark.conformance("LNK-018")
def test_a_user_named_in_the_header_is_not_looked_at(provider: Provider):
    """Signed all the same; the products read request parameters, and a header holds none."""
    named = replace(provider.call(), protocol=(("xoauth_requestor_id", "alice"),))
    provider.served_as("integration", provider.consumer.sign(named))
    unnamed = replace(provider.change(), query="", protocol=(("xoauth_requestor_id", "anna"),))
    assert send(provider.consumer.sign(unnamed)).status == 401


@pytest.mark.conformance("LNK-019")
@pytest.mark.parametrize("username", ["ALICE", "Alice", "aLiCe"])
def test_usernames_are_compared_without_regard_to_case(provider: Provider, username: str):
    """It is still the one user, under his own name."""
    assert provider.served_as("alice", provider.as_user(username)).text == "alice"


NOT_ALICE = {
    "blank before": " alice",
    "blank after": "alice ",
    "tab": "alice\t",
    "line break": "alice\n",
    "nul": "alice\0",
    "cyrillic a": "аlice",
    "full width": "ａlice",
    "zero width": "al\u200bice",
    "dotless i": "alıce",
    "combining mark": "alice\u0301",
    "e-mail": "alice@example.com",
    "display name": "Anna Admin",
    "with a domain": "EXAMPLE\\alice",
    "wildcard": "a*",
    "escaped": "%61lice",
    "list": "alice,anna",
}


@pytest.mark.conformance("LNK-019")
@pytest.mark.parametrize("username", NOT_ALICE.values(), ids=NOT_ALICE)
def test_what_only_resembles_a_username_is_none(provider: Provider, username: str):
    nobody(provider, provider.as_user(quote(username, safe="")))
    provider.served_as("alice", provider.as_user("alice"))


@pytest.mark.conformance("LNK-020")
def test_a_user_named_beside_a_token_is_not_looked_at(provider: Provider):
    """The token says who; it is put where the dance would have left it."""
    token = Token("t" * 32, "s" * 32, provider.consumer.key, TokenState.ACCESS, provider.clock.now(), username="bob")
    provider.product.state.tokens.put(token)
    for query in ("xoauth_requestor_id=anna", "user_id=anna"):
        call = provider.consumer.sign(provider.call(query=query), oauth_token=token.value)
        provider.served_as("bob", call)
        assert last_exchange(provider).way == "oauth-per-user"
    changing = provider.consumer.sign(provider.change(), oauth_token=token.value)
    assert send(changing).status == 401
    provider.served_as("anna", provider.consumer.sign(provider.change()))


@pytest.mark.conformance("LNK-021")
def test_an_ordinary_user_id_impersonates_nobody(strict: Provider):
    """Many an API has a parameter of that name."""
    strict.served_as("integration", strict.signed(query="user_id=alice"))
    strict.served_as("bob", strict.signed(query="user_id=alice&xoauth_requestor_id=bob"))


@pytest.mark.conformance("LNK-021")
def test_an_ordinary_user_id_impersonates_in_the_vendor_profile(vendor: Provider):
    """Q-10, and only where the proper parameter is absent."""
    vendor.served_as("alice", vendor.signed(query="user_id=alice"))
    vendor.served_as("bob", vendor.signed(query="user_id=alice&xoauth_requestor_id=bob"))


@pytest.mark.conformance("LNK-022")
def test_impersonating_a_system_administrator_is_written_down(provider: Provider):
    """The protocol allows it; who may impersonate may do everything, so it must be seen who did."""
    provider.served_as("anna", provider.as_user("anna", LINKS))
    written = last_exchange(provider)
    assert (written.caller, written.way, written.consumer) == (
        "anna",
        "oauth-impersonation",
        provider.consumer.key,
    )
    provider.served_as("anna", provider.consumer.sign(provider.change()))


@pytest.mark.conformance("LNK-022")
@pytest.mark.parametrize("username", ["alice", "integration"])
def test_impersonating_somebody_else_opens_no_administration(provider: Provider, username: str):
    before = provider.remembered
    answer = send(provider.as_user(username, LINKS))
    assert (answer.status, answer.caller) == (401, username)
    changing = replace(provider.change(), query=f"xoauth_requestor_id={username}")
    assert send(provider.consumer.sign(changing)).status == 401
    assert provider.remembered == before
    provider.served_as("adam", provider.as_user("adam", LINKS))


@pytest.mark.conformance("LNK-022")
def test_impersonating_an_administrator_does_not_make_a_system_administrator(provider: Provider):
    path = f"/rest/applinks/3.0/status/{provider.ids[provider.consumer.key]}/oauth"
    body = json.dumps(levels("impersonation", "disabled")).encode()
    answer = send(provider.as_user("adam", path, "PUT", body=body, content_type="application/json"))
    assert (answer.status, answer.caller) == (403, "adam")
    answer = send(provider.as_user("anna", path, "PUT", body=body, content_type="application/json"))
    assert (answer.status, answer.caller) == (204, "anna")


@pytest.mark.conformance("LNK-023")
@pytest.mark.parametrize("name", ["xoauth_requestor_id", "user_id"])
def test_a_user_named_without_a_signature_has_no_effect(provider: Provider, name: str):
    provider.served_as("anonymous", provider.call(query=f"{name}=anna"))
    before = provider.remembered
    assert send(provider.change()).status == 401
    assert provider.remembered == before
    provider.served_as("anna", provider.as_user("anna"))


@pytest.mark.conformance("LNK-024")
def test_the_key_of_another_link_impersonates_nobody_on_this_one(provider: Provider):
    """Link B has no impersonation; its key must not be enough to use that of link A."""
    provider.trust(provider.other, imp=False)
    for make in (lambda: provider.as_user("anna"), lambda: provider.consumer.sign(provider.change())):
        provider.tells_apart(make, provider.other.sign_again, 401, "signature_invalid")
    denied(provider, provider.other.sign(provider.change()))


# Levels, and who may set them.


def levels(incoming: str, outgoing: str) -> dict[str, dict[str, bool]]:
    ladder = ["disabled", "three-legged", "oauth", "impersonation"]
    names = ["enabled", "twoLoEnabled", "twoLoImpersonationEnabled"]
    return {
        way: {name: ladder.index(level) > number for number, name in enumerate(names)}
        for way, level in (("incoming", incoming), ("outgoing", outgoing))
    }


def set_levels(provider: Provider, username: str, incoming: str, outgoing: str) -> Reply:
    person = provider.person(username)
    path = f"/rest/applinks/3.0/status/{provider.ids[provider.consumer.key]}/oauth"
    return person.ask("PUT", path, levels(incoming, outgoing))


@pytest.mark.conformance("LNK-030")
@pytest.mark.parametrize(
    ("incoming", "outgoing"), [("impersonation", "oauth"), ("oauth", "impersonation"), ("impersonation",) * 2]
)
def test_impersonation_is_for_system_administrators_to_allow(provider: Provider, incoming: str, outgoing: str):
    """Who allows it hands out everybody's rights."""
    before = provider.remembered
    assert set_levels(provider, "adam", incoming, outgoing).status == 403
    assert provider.remembered == before
    assert set_levels(provider, "anna", incoming, outgoing).status == 204
    assert provider.remembered != before


@pytest.mark.conformance("LNK-030")
def test_nor_can_an_administrator_allow_it_with_the_consumer(provider: Provider):
    path = (
        f"/rest/applinks-oauth/latest/applicationlink/{provider.ids[provider.consumer.key]}/authentication/consumer"
    )
    body = {"key": provider.consumer.key, "name": "Tool", "publicKey": provider.consumer.public_key}
    before = provider.remembered
    assert provider.person("adam").ask("PUT", path, body | {"twoLOImpersonationAllowed": True}).status == 403
    assert provider.remembered == before
    assert provider.person("adam").ask("PUT", path, body | {"twoLOAllowed": True}).status == 201
    denied(provider, provider.as_user("alice"))


@pytest.mark.conformance("LNK-031")
@pytest.mark.parametrize(("username", "status"), [("alice", 403), ("integration", 403)])
def test_the_default_level_is_for_administrators_to_set(provider: Provider, username: str, status: int):
    before = provider.remembered
    assert set_levels(provider, username, "oauth", "oauth").status == status
    assert provider.remembered == before
    assert set_levels(provider, "adam", "oauth", "oauth").status == 204
    denied(provider, provider.as_user("alice"))
    provider.served_as("integration", provider.signed())


def both_ends(provider: Provider) -> None:
    """Jira and Confluence linked at the default level, both ways."""
    near, far = provider.running.administrator("confluence"), provider.running.administrator("jira")
    near.must(near.create_link(far.place, there=far, trust=True), "linking")


def finding(provider: Provider) -> dict[str, object]:
    near, far = provider.running.administrator("confluence"), provider.running.administrator("jira")
    return near.status(far.place)


@pytest.mark.conformance("LNK-032")
def test_ends_at_different_levels_are_reported_as_a_mismatch(provider: Provider):
    both_ends(provider)
    near, far = provider.running.administrator("confluence"), provider.running.administrator("jira")
    higher = levels("impersonation", "oauth")
    assert far.set_levels(near.place, higher["incoming"], higher["outgoing"]).status == 204
    assert finding(provider)["error"]["type"] == "AUTH_LEVEL_MISMATCH"
    assert finding(provider)["error"]["category"] == "CONFIG_ERROR"
    assert finding(provider)["working"] is False


@pytest.mark.conformance("LNK-033")
def test_ends_at_the_same_levels_crosswise_are_good(provider: Provider):
    """What the one sends the other takes, each way at its own level."""
    both_ends(provider)
    assert finding(provider)["working"] is True
    near, far = provider.running.administrator("confluence"), provider.running.administrator("jira")
    there, here = levels("impersonation", "oauth"), levels("oauth", "impersonation")
    assert far.set_levels(near.place, there["incoming"], there["outgoing"]).status == 204
    assert near.set_levels(far.place, here["incoming"], here["outgoing"]).status == 204
    assert finding(provider)["working"] is True


@pytest.mark.conformance("LNK-034")
def test_a_disabled_link_takes_no_signature_and_no_token(provider: Provider):
    """Not even after it is enabled again: what users granted went with it."""
    token = Token("t" * 32, "s" * 32, provider.consumer.key, TokenState.ACCESS, provider.clock.now(), username="bob")
    provider.product.state.tokens.put(token)

    def with_token() -> Call:
        return provider.consumer.sign(provider.call(), oauth_token=token.value)

    provider.served_as("bob", with_token())
    assert set_levels(provider, "anna", "disabled", "disabled").status == 204
    for call in (
        provider.signed(),
        provider.as_user("alice"),
        provider.signed(PUBLIC_ISSUE),
        provider.token_request(),
    ):
        provider.refused(call, 401, "consumer_key_unknown")
    provider.refused(with_token(), 401, "token_rejected")
    provider.trust(provider.consumer)
    provider.served_as("integration", provider.signed())
    provider.refused(with_token(), 401, "token_rejected")


# What is known of the other end's key.


@pytest.mark.conformance("LNK-035")
def test_everybody_may_read_the_public_half_of_the_key(provider: Provider):
    """And nothing of the private one."""
    answer = provider.served_as("anonymous", provider.call(CONSUMER_INFO))
    assert answer.every("Content-Type") == ["application/xml;charset=UTF-8"]
    assert f"<publicKey>{provider.product.key.public.text}</publicKey>" in answer.text
    assert sorted(part.split(">")[0] for part in answer.text.split("<") if part[:1].isalpha()) == [
        "consumer",
        "description",
        "key",
        "name",
        "publicKey",
    ]
    pem = provider.product.key.private_pem().splitlines()
    assert not any(line in answer.text for line in pem)


def linked_to(provider: Provider, url: str, consumer: Consumer) -> None:
    """A generic link whose other end is really there."""
    admin = provider.administrator()
    entity = {"typeId": "generic", "name": "stranger", "rpcUrl": url, "displayUrl": url}
    admin.must(admin.ask("PUT", LINKS, entity), "linking")
    provider.ids[consumer.key] = next(link["id"] for link in admin.links() if link["name"] == "stranger")


def fetch_key(provider: Provider, consumer: Consumer) -> Reply:
    """The administrator asks for the other end's key."""
    path = f"/rest/applinks-oauth/latest/applicationlink/{provider.ids[consumer.key]}/authentication/consumer"
    body = {"twoLOAllowed": True, "executingTwoLOUser": "bob"}
    return provider.administrator().ask("PUT", path, body, autoConfigure="true")


@pytest.fixture
def remote(provider: Provider) -> Consumer:
    return Consumer("remote", rsa.generate_private_key(public_exponent=65537, key_size=2048))


XML = "application/xml;charset=UTF-8"


def hostile_documents(consumer: Consumer, forbidden: str) -> dict[str, Told]:
    """By what is wrong with them; some would lead to a place that must not be visited."""
    plain = consumer_info(consumer)
    declaration, root = plain.split(b"\n", 1)

    def with_doctype(subset: str, name: str = "Tool") -> bytes:
        inner = root.replace(b"<name>Tool<", f"<name>{name}<".encode())
        return declaration + f"<!DOCTYPE consumer {subset}>".encode() + inner

    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    return {
        "doctype": Told(200, with_doctype("SYSTEM 'consumer.dtd'"), XML),
        "empty doctype": Told(200, with_doctype("[]"), XML),
        "entity of a file": Told(200, with_doctype("[<!ENTITY x SYSTEM 'file:///etc/hostname'>]", "&x;"), XML),
        "entity from the network": Told(200, with_doctype(f"[<!ENTITY x SYSTEM '{forbidden}'>]", "&x;"), XML),
        "parameter entity": Told(200, with_doctype(f"[<!ENTITY % x SYSTEM '{forbidden}'> %x;]"), XML),
        "billion laughs": Told(200, with_doctype(f"[<!ENTITY l0 'ha'>{laughs}]", "&l9;"), XML),
        "wrong type": Told(200, plain, "text/html"),
        "no type": Told(200, plain, ""),
        "endless": Told(200, plain[:-20], XML, endless=True),
        "redirect to loopback": Told(302, headers=(("Location", forbidden),)),
        "redirect to a file": Told(302, headers=(("Location", "file:///etc/hostname"),)),
        "not well-formed": Told(200, plain[:-3], XML),
        "empty": Told(200, b"", XML),
        "no key": Told(200, consumer_info(consumer, key=""), XML),
        "no public key": Told(200, consumer_info(consumer, publicKey="AAAA"), XML),
        "refused": Told(403, plain, XML),
    }


@pytest.mark.conformance("LNK-036")
def test_hostile_consumer_information_is_refused_and_leads_nowhere(provider: Provider, remote: Consumer):
    """No entity is resolved, no redirect followed, no more than a megabyte read; nothing is registered."""
    with stranger(tells(remote)) as secret, stranger() as other_end:
        linked_to(provider, other_end.url, remote)
        before = provider.remembered
        for what, told in hostile_documents(remote, f"{secret.url}{CONSUMER_INFO}").items():
            other_end.answer = always(told)
            reply = fetch_key(provider, remote)
            assert not reply.fine, what
            assert reply.status != 200, what
            assert provider.remembered == before, what
            assert b"root" not in reply.body
        assert secret.asked == []
        other_end.answer = tells(remote)
        assert fetch_key(provider, remote).fine
        provider.served_as("bob", remote.sign(provider.call()))


@pytest.mark.conformance("LNK-037")
def test_a_key_stays_until_an_administrator_asks_for_another(provider: Provider, remote: Consumer):
    """Who takes over the other end's address does not take over its trust."""
    thief = Consumer(remote.key, rsa.generate_private_key(public_exponent=65537, key_size=2048))
    with stranger(tells(remote)) as other_end:
        linked_to(provider, other_end.url, remote)
        assert fetch_key(provider, remote).fine
        other_end.answer = tells(thief)
        provider.refused(thief.sign(provider.call()), 401, "signature_invalid")
        provider.served_as("bob", remote.sign(provider.call()))
        assert set_remote_levels(provider, remote).status == 204
        provider.refused(thief.sign(provider.call()), 401, "signature_invalid")
        assert fetch_key(provider, remote).fine
        provider.served_as("bob", thief.sign(provider.call()))
        provider.refused(remote.sign(provider.call()), 401, "signature_invalid")


def set_remote_levels(provider: Provider, consumer: Consumer) -> Reply:
    path = f"/rest/applinks/3.0/status/{provider.ids[consumer.key]}/oauth"
    return provider.administrator().ask("PUT", path, levels("oauth", "oauth"))


@pytest.mark.conformance("LNK-038")
def test_two_links_cannot_have_the_same_consumer_key(provider: Provider, remote: Consumer):
    """Else one could speak for the other."""
    stolen = Consumer(provider.consumer.key, remote.private)
    before = provider.remembered
    provider.ids["stolen"] = provider.ids[provider.other.key]
    by_hand = {"key": stolen.key, "name": "Stolen", "publicKey": stolen.public_key, "twoLOAllowed": True}
    path = f"/rest/applinks-oauth/latest/applicationlink/{provider.ids['stolen']}/authentication/consumer"
    assert provider.administrator().ask("PUT", path, by_hand).status == 409
    assert provider.remembered == before
    with stranger(tells(stolen)) as other_end:
        linked_to(provider, other_end.url, remote)
        before = provider.remembered
        assert not fetch_key(provider, remote).fine
        assert set_remote_levels(provider, remote).status == 409
        assert provider.remembered == before
        provider.served_as("integration", provider.signed())
        provider.refused(stolen.sign(provider.call()), 401, "signature_invalid")
        other_end.answer = tells(remote)
        assert fetch_key(provider, remote).fine


# What the calling end chooses.


def calls_jira(provider: Provider, *ways: Way, imp: bool = True) -> None:
    """Confluence calls Jira in these ways; Jira trusts it."""
    near, far = provider.running.administrator("confluence"), provider.running.administrator("jira")
    near.must(near.create_end(far.place), "linking")
    far.must(far.create_end(near.place), "linking")
    far.must(far.trust(near.place, acting_as="integration", impersonation=imp), "trusting")
    for reply in near.authenticate_with(far.place, *ways):
        near.must(reply, "authenticating")


def through_confluence(provider: Provider, username: str | None, path: str) -> tuple[Reply, list[Exchange]]:
    """What that person gets, and what Jira was asked for it."""
    visitor = provider.running.visitor(username, "confluence")
    number = provider.running.journal.last_number
    reply = visitor.ask("GET", "/plugins/servlet/applinks/proxy", appId=provider.product.application_id, path=path)
    asked = [each for each in provider.running.journal.since(number) if each.product == "jira"]
    return reply, asked


@pytest.mark.conformance("LNK-039")
def test_without_a_token_the_user_is_sent_to_get_one(provider: Provider):
    """At the default level nobody is quietly served as the pre-configured user."""
    calls_jira(provider, Way.OAUTH, Way.TWO_LEGGED)
    reply, asked = through_confluence(provider, "alice", WHO_AM_I)
    assert reply.status == 401
    assert "integration" not in reply.text
    assert [each.way for each in asked if each.way != "anonymous"] == []
    wanted = "/plugins/servlet/applinks/oauth/login-dance/authorize?applicationLinkID="
    challenges = every_header(reply.headers, "WWW-Authenticate")
    assert any(wanted + provider.product.application_id in challenge for challenge in challenges)


@pytest.mark.conformance("LNK-039")
def test_a_link_with_plain_oauth_alone_needs_no_token(provider: Provider):
    """The control: here the two-legged way is what was configured."""
    calls_jira(provider, Way.TWO_LEGGED)
    reply, asked = through_confluence(provider, "alice", WHO_AM_I)
    assert (reply.status, reply.text) == (200, "integration")
    assert [each.way for each in asked] == ["oauth"]


@pytest.mark.conformance("LNK-040")
@pytest.mark.parametrize("ways", [(Way.OAUTH, Way.TWO_LEGGED), (Way.OAUTH, Way.TWO_LEGGED, Way.IMPERSONATION)])
def test_for_nobody_the_request_goes_out_unsigned(provider: Provider, ways: tuple[Way, ...]):
    """Not two-legged either: a stranger would see what the pre-configured user may see."""
    calls_jira(provider, *ways)
    reply, asked = through_confluence(provider, None, WHO_AM_I)
    assert (reply.status, reply.text) == (200, "")
    assert [(each.way, each.caller) for each in asked] == [("anonymous", None)]
    assert not any(name.lower() == "authorization" for each in asked for name, _ in each.headers)


@pytest.mark.conformance("LNK-041")
def test_a_refused_impersonation_is_not_tried_in_another_way(provider: Provider):
    """Jira takes two-legged requests, but what alice may see is not what that user may see."""
    calls_jira(provider, Way.OAUTH, Way.TWO_LEGGED, Way.IMPERSONATION, imp=False)
    reply, asked = through_confluence(provider, "alice", WHO_AM_I)
    assert reply.status == 401
    assert "integration" not in reply.text
    assert [each.status for each in asked] == [401]
    near, far = provider.running.administrator("confluence"), provider.running.administrator("jira")
    far.must(far.trust(near.place, acting_as="integration", impersonation=True), "trusting")
    reply, asked = through_confluence(provider, "alice", WHO_AM_I)
    assert (reply.status, reply.text) == (200, "alice")
    assert [(each.way, each.caller) for each in asked] == [("oauth-impersonation", "alice")]
