"""How the protocol parameters travel, and what is missing, doubled or no parameter at all (catalogue 1.1)."""

from dataclasses import replace

import pytest

from .oracle import by_the_rfc
from .provider import ACCESS_TOKEN, REQUEST_TOKEN, Provider
from .wire import Call, escaped, headers_of, send, send_bytes, target_of, written


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.conformance(row))
        for name, row in [
            ("oauth_consumer_key", "O1P-001"),
            ("oauth_signature_method", "O1P-002"),
            ("oauth_signature", "O1P-003"),
            ("oauth_timestamp", "O1P-004"),
            ("oauth_nonce", "O1P-005"),
        ]
    ],
)
def test_a_token_request_must_carry_every_required_parameter(provider: Provider, name: str):
    """The refusal names what is missing; the rest of the message is signed as it is."""
    lacking = provider.token_request(**({} if name == "oauth_signature" else {name: None}))
    if name == "oauth_signature":
        lacking = lacking.with_protocol(oauth_signature=None)
    answer = provider.refused(lacking, 400, "parameter_absent")
    assert answer.problem_parameters["oauth_parameters_absent"] == name
    provider.served(provider.token_request())


SIX = [
    "oauth_consumer_key",
    "oauth_signature_method",
    "oauth_signature",
    "oauth_timestamp",
    "oauth_nonce",
]


@pytest.mark.conformance("O1P-006")
@pytest.mark.parametrize("name", SIX)
def test_an_incomplete_data_request_is_refused_and_not_served_as_anonymous(strict: Provider, name: str):
    """Whoever means to sign must not be served as nobody without noticing."""
    strict.tells_apart(strict.signed, lambda call: call.with_protocol(**{name: None}), 400, "parameter_absent")


@pytest.mark.conformance("O1P-006")
@pytest.mark.parametrize("name", [*SIX, "oauth_token"])
def test_an_incomplete_data_request_is_anonymous_in_the_vendor_profile(vendor: Provider, name: str):
    """Q-5: only all six names together make it OAuth."""
    vendor.served_as("integration", vendor.signed())
    answer = vendor.served_as("anonymous", vendor.signed().with_protocol(**{name: None}))
    assert answer.text == ""


@pytest.mark.conformance("O1P-007")
@pytest.mark.parametrize(
    "name",
    [
        "oauth_nonce",
        "oauth_timestamp",
        "oauth_consumer_key",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_version",
    ],
)
@pytest.mark.parametrize("different", [False, True])
def test_no_protocol_parameter_may_occur_twice(provider: Provider, name: str, different: bool):
    """Not even with the same value, and not even when both are signed."""

    def doubled(call: Call) -> Call:
        again = call.get(name) + ("1" if different else "")
        both = replace(call, protocol=(*call.protocol, (name, again)))
        if name == "oauth_signature":
            return both
        return provider.consumer.sign_again(both)

    answer = provider.refused(doubled(provider.signed()), 400, "parameter_rejected")
    assert answer.problem_parameters["oauth_parameters_rejected"] == name
    provider.refused(doubled(provider.token_request()), 400, "parameter_rejected")
    provider.served(provider.signed())
    provider.served(provider.token_request())


@pytest.mark.conformance("O1P-008")
def test_a_token_in_the_header_and_another_in_the_query_are_one_too_many(provider: Provider):
    """Two readers of the same request could take it for two different ones."""
    for call in (
        provider.signed(query="oauth_token=another"),
        provider.token_request(more={"query": "oauth_token=another"}, oauth_token=""),
    ):
        answer = provider.refused(call, 400, "parameter_rejected")
        assert answer.problem_parameters["oauth_parameters_rejected"] == "oauth_token"
    provider.served_as("integration", provider.signed(query="other_token=another"))
    provider.served(provider.token_request(more={"query": "other_token=another"}, oauth_token=""))


@pytest.mark.conformance("O1P-009")
def test_a_token_in_the_header_and_the_same_in_the_body_are_one_too_many(provider: Provider):
    """The same value is no excuse."""
    for form, status in (("oauth_token=", 400), ("other_token=", 200)):
        for call in (
            provider.consumer.sign(provider.change(form=form)),
            provider.token_request(more={"form": form}, oauth_token=""),
        ):
            if status == 200:
                provider.served(call)
            else:
                provider.refused(call, status, "parameter_rejected")


@pytest.mark.conformance("O1P-010")
@pytest.mark.parametrize("version", ["2.0", "1", "0.9", "1.1"])
def test_another_version_is_refused_with_the_range_that_is_not(provider: Provider, version: str):
    if version == "1" and not provider.is_strict:
        version = "1.01"  # The vendor's products compare numbers, for which 1 is 1.0.
    for call in (
        provider.consumer.sign(provider.call(), oauth_version=version),
        provider.token_request(oauth_version=version),
    ):
        answer = provider.refused(call, 400, "version_rejected")
        assert answer.problem_parameters["oauth_acceptable_versions"] == "1.0-1.0"
    provider.served_as("integration", provider.signed())


@pytest.mark.conformance("O1P-011")
def test_the_version_may_be_left_out(provider: Provider):
    provider.served_as("integration", provider.consumer.sign(provider.call(), oauth_version=None))
    provider.served(provider.token_request(oauth_version=None))


@pytest.mark.conformance("O1P-012")
@pytest.mark.parametrize("version", ["abc", "", "1.0.0", "1,0", "٢"])
def test_a_version_that_is_no_number_is_refused(strict: Provider, version: str):
    strict.refused(strict.consumer.sign(strict.call(), oauth_version=version), 400, "parameter_rejected")
    strict.refused(strict.token_request(oauth_version=version), 400, "parameter_rejected")
    strict.served_as("integration", strict.signed())


@pytest.mark.conformance("O1P-012")
def test_a_version_that_is_no_number_is_a_crash_in_the_vendor_profile(vendor: Provider):
    """Q-3."""
    vendor.refused(vendor.consumer.sign(vendor.call(), oauth_version="abc"), 500)
    vendor.served_as("integration", vendor.signed())


@pytest.mark.conformance("O1P-013")
@pytest.mark.parametrize("header", ["OAuth", "OAuth ", "OAuth   \t", "OAuth ,", 'OAuth realm=""'])
def test_a_header_with_nothing_in_it_is_no_credential(provider: Provider, header: str):
    data = replace(provider.call(), authorization=header)
    if provider.is_strict:
        provider.refused(data, 400, "parameter_absent")
    else:
        provider.served_as("anonymous", data)
    provider.refused(replace(provider.call(REQUEST_TOKEN, "POST"), authorization=header), 400, "parameter_absent")
    provider.served_as("integration", provider.signed())


BROKEN_HEADERS = [
    'OAuth oauth_nonce="1',
    'OAuth oauth_nonce="1", oauth_token="',
    'OAuth """"""""',
    "OAuth =",
    "OAuth =,=,=",
    'OAuth ="x"',
    'OAuth oauth_consumer_key="tool%3A42" oauth_nonce="1" oauth_token=""',
    "OAuth oauth_consumer_key=tool",
    'OAuth oauth_consumer_key="%", oauth_token="%%", oauth_nonce="%f"',
    "OAuth \x0b\x0c",
    "OAuth " + "," * 400,
    'OAuth oauth_token="","',
    "OAuth \xff\xfe\x80",
]


@pytest.mark.conformance("O1P-014")
@pytest.mark.parametrize("header", BROKEN_HEADERS)
def test_a_header_that_is_no_list_of_pairs_is_refused(provider: Provider, header: str):
    """Pairs that cannot be read count as absent: anonymous in the vendor profile (Q-5), refused in the strict."""
    data = send(replace(provider.call(), authorization=header))
    assert data.status == 400 if provider.is_strict else data.status in {200, 400}
    # A control character does not even pass the HTTP server, which knows no callers.
    assert data.caller in {"anonymous", ""}
    assert "integration" not in data.text
    token = send(replace(provider.call(REQUEST_TOKEN, "POST"), authorization=header))
    assert token.status in {400, 401}
    assert "oauth_token" not in token.form
    provider.served_as("integration", provider.signed())


@pytest.mark.conformance("O1P-014")
def test_a_signed_header_without_its_commas_is_not_the_same_header(provider: Provider):
    spoilt = provider.signed()
    pairs = " ".join(f'{name}="{escaped(value)}"' for name, value in spoilt.protocol)
    answer = send(replace(spoilt, authorization=f"OAuth {pairs}"))
    assert answer.caller == "anonymous"
    assert answer.status == (400 if provider.is_strict else 200)
    provider.served_as("integration", spoilt)


@pytest.mark.conformance("O1P-015")
@pytest.mark.parametrize("scheme", ["oauth", "OAUTH", "oAuTh"])
def test_the_scheme_may_be_spelt_in_any_case(provider: Provider, scheme: str):
    provider.served_as("integration", replace(provider.signed(), scheme=scheme))
    provider.served(replace(provider.token_request(), scheme=scheme))


@pytest.mark.conformance("O1P-016")
@pytest.mark.parametrize("realm", [None, "", "Photos", "http://elsewhere.example/", "a b"])
def test_the_realm_is_not_signed(provider: Provider, realm: str | None):
    """The consumer signs without it, so whatever stands there cannot matter."""
    provider.served_as("integration", replace(provider.signed(), realm=realm))
    provider.served(replace(provider.token_request(), realm=realm))


@pytest.mark.conformance("O1P-017")
def test_a_request_beyond_all_measure_is_refused(provider: Provider):
    """64 KiB of header, a thousand parameters, a nonce of 10 kB: each refused before it is sorted and signed."""
    huge = replace(provider.signed(), headers=(("X-Padding", "x" * 65536),))
    answer = send_bytes(provider.address, _raw(huge))
    assert answer is None or answer.status in {400, 413, 431}
    many = "&".join(f"p{number}=1" for number in range(1000))
    provider.refused(provider.signed(query=many), 400, "parameter_rejected")
    provider.refused(provider.consumer.sign(provider.change(form=many)), 400, "parameter_rejected")
    pairs = provider.consumer.protocol() + tuple((f"oauth_p{number}", "1") for number in range(1000))
    provider.refused(provider.consumer.sign_again(provider.call(protocol=pairs)), 400, "parameter_rejected")
    provider.refused(provider.consumer.sign(provider.call(), oauth_nonce="n" * 10_000), 400, "parameter_rejected")
    provider.served_as("integration", provider.signed(query="&".join(many.split("&")[:100])))


def _raw(call: Call) -> bytes:
    lines = [f"{call.method} {target_of(call)} HTTP/1.1", *(f"{n}: {v}" for n, v in headers_of(call)), "", ""]
    return "\r\n".join(lines).encode("latin-1")


BROKEN_UTF_8 = ["%FF", "%C3", "%ED%A0%80", "%C0%80", "a%80b"]


@pytest.mark.conformance("O1P-018")
@pytest.mark.parametrize("sequence", BROKEN_UTF_8)
def test_octets_that_are_no_utf_8_are_refused(provider: Provider, sequence: str):
    """Even signed to the octet: after a lossy reading one signature would fit many requests."""
    provider.refused(provider.signed(query=f"q={sequence}", text=by_the_rfc), {400, 401}, "parameter_rejected")
    provider.refused(
        provider.consumer.sign(provider.change(form=f"q={sequence}"), by_the_rfc), {400, 401}, "parameter_rejected"
    )
    sound = provider.signed()
    header = ", ".join(f'{name}="{escaped(value)}"' for name, value in sound.protocol)
    provider.refused(
        replace(sound, authorization=f'OAuth {header}, oauth_extra="{sequence}"'), {400, 401}, "parameter_rejected"
    )
    provider.served_as("integration", provider.signed(query="q=%C3%BF", text=by_the_rfc))


@pytest.mark.conformance("O1P-018")
def test_a_signed_replacement_character_does_not_pass_for_broken_octets(provider: Provider):
    provider.tells_apart(
        lambda: provider.signed(query="q=%EF%BF%BD"),
        lambda call: replace(call, query="q=%FF"),
        400,
        "parameter_rejected",
    )


@pytest.mark.conformance("O1P-019")
@pytest.mark.parametrize("path", [REQUEST_TOKEN, ACCESS_TOKEN])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_tokens_are_had_by_post_alone(provider: Provider, path: str, method: str):
    """A GET could be made to happen by a picture on somebody's page."""
    call = provider.consumer.sign(provider.call(path, method), oauth_token=None, oauth_callback="oob")
    answer = provider.refused(call, 405)
    assert "POST" in answer.every("Allow")[0]
    provider.served(provider.token_request())


@pytest.mark.conformance("O1P-020")
@pytest.mark.parametrize("place", ["body", "query"])
def test_protocol_parameters_may_travel_in_the_body_or_in_the_query(provider: Provider, place: str):
    provider.served(provider.token_request(more={"place": place}))
    assert provider.served_as("anna", provider.consumer.sign(provider.change(place=place))).status == 200
    if place == "query":
        assert provider.served(provider.signed(place=place)).text == "integration"


@pytest.mark.conformance("O1P-021")
def test_a_multipart_body_holds_no_protocol_parameters(provider: Provider):
    """The very pairs that are accepted in a form."""
    form = provider.token_request(more={"place": "body"})
    parts = [
        f'--frontier\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.protocol
    ]
    body = ("".join(parts) + "--frontier--\r\n").encode()
    multipart = replace(
        form, place="header", protocol=(), body=body, content_type="multipart/form-data; boundary=frontier"
    )
    provider.refused(multipart, 400, "parameter_absent")
    mislabelled = replace(
        form, place="header", protocol=(), body=written(form.protocol).encode(), content_type="text/plain"
    )
    provider.refused(mislabelled, 400, "parameter_absent")
    provider.served(form)


@pytest.mark.conformance("O1P-022")
@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded; charset=UTF-8", "Application/X-WWW-Form-URLencoded;charset=utf-8"],
)
def test_a_form_is_signed_whatever_else_its_content_type_says(provider: Provider, content_type: str):
    provider.served(replace(provider.token_request(more={"place": "body"}), content_type=content_type))
    provider.tells_apart(
        lambda: provider.consumer.sign(provider.change(form="colour=red", content_type=content_type)),
        lambda call: replace(call, form="colour=blue"),
        401,
        "signature_invalid",
    )
