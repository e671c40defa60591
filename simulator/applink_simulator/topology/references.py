"""Whether the names in a topology file mean something in it, and what fits together only in part."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from applink_simulator.domain.users import ANYONE, GROUP, SIGNED_IN, Audience
from applink_simulator.products import kinds
from applink_simulator.topology import generate
from applink_simulator.topology.file import (
    EVERYWHERE,
    Authentication,
    ConsumerEntry,
    Link,
    Product,
    Project,
    Space,
    TopologyFile,
    Userbase,
    UserEntry,
    key_number,
)
from applink_simulator.topology.marked_yaml import Location
from applink_simulator.topology.mistakes import nearest, quoted
from applink_simulator.topology.people import users_of
from applink_simulator.topology.shape import Finding


class Names:
    """Which people and groups a userbase knows."""

    def __init__(self, userbase: Userbase) -> None:
        generated = userbase.generate
        self.users = [*userbase.users, *generate.usernames(generated.users)]
        self.declared_groups = [*(userbase.groups or ()), *generate.group_names(generated.groups)]
        self.groups = list(self.declared_groups)
        if userbase.groups is None:
            self.groups += [group for user in userbase.users.values() for group in user.groups]
        self._lowered = {name.lower() for name in self.users}

    def knows(self, username: str) -> bool:
        return username.lower() in self._lowered

    @cached_property
    def audiences(self) -> list[str]:
        """Everything a list of people may name."""
        return [ANYONE, SIGNED_IN, *(GROUP + name for name in dict.fromkeys(self.groups)), *self.users]

    def knows_audience(self, name: str) -> bool:
        if name.startswith(GROUP):
            return name.removeprefix(GROUP) in self.groups
        return name.lower() in (ANYONE, SIGNED_IN) or self.knows(name)


class Doubts:
    """What is unknown because the place that should say it has a mistake itself: no reason to complain."""

    def __init__(self, findings: Iterable[Finding], file: TopologyFile) -> None:
        self._file = file
        self.people = False
        self.every_product = False
        self.authentication = False
        self.products: set[str] = set()
        self.administrators: set[str] = set()
        """Products of which it is unknown who administers them."""
        for finding in findings:
            self._note(finding)

    def _note(self, finding: Finding) -> None:
        first, *rest = finding.location or ("",)
        self.authentication |= "authentication" in (*finding.location[-1:], finding.nearest)
        if len(finding.location) < 2:
            self.people |= not self._file.userbases and "userbases" in (first, finding.nearest)
            self.every_product |= not self._file.products and "products" in (first, finding.nearest)
        elif first == "userbases":
            of_one_user = len(rest) >= 4 and rest[1] == "users"
            self.people |= not of_one_user or "groups" in (rest[3], finding.nearest)
        elif first == "products" and len(rest) == 1:
            self.every_product |= finding.on_key
            self.products.add(str(rest[0]))
            self.administrators.add(str(rest[0]))
        elif first == "products" and {"kind", "userbase"} & {rest[1], finding.nearest}:
            self.products.add(str(rest[0]))
        elif first == "products" and "system_administrators" in (rest[1], finding.nearest):
            self.administrators.add(str(rest[0]))


class References:
    """All look-ups of one file; each method yields what is wrong in its part."""

    def __init__(self, file: TopologyFile, doubts: Doubts) -> None:
        self._file = file
        self._doubts = doubts
        self._names = {name: Names(userbase) for name, userbase in file.userbases.items()}

    def mistakes(self) -> Iterator[Finding]:
        for name, userbase in self._file.userbases.items():
            yield from self._userbase(name, userbase)
        yield from _twice_but_for_case(("products",), self._file.products, "a product")
        if not self._file.products and not self._doubts.every_product:
            yield Finding((), "there are no products")
        for name, product in self._file.products.items():
            if name not in self._doubts.products:
                yield from self._product(name, product)
                yield from self._content(name, product)
        yield from self._ports()
        yield from self._links()
        for index, consumer in enumerate(self._file.consumers):
            yield from self._consumer(index, consumer)

    def warnings(self) -> Iterator[Finding]:
        for index, link in enumerate(self._file.links):
            yield from self._link_warnings(("links", index), link)

    # userbases

    def _userbase(self, name: str, userbase: Userbase) -> Iterator[Finding]:
        here: Location = ("userbases", name)
        known = self._names[name]
        yield from _twice_but_for_case((*here, "users"), userbase.users, "a user")
        if self._doubts.people:
            return
        for group, entry in (userbase.groups or {}).items():
            for index, member in enumerate(entry.members):
                if not known.knows(member):
                    what = f"{quoted(member)}, a member of {quoted(group)}, is no user of {quoted(name)}"
                    place = (*here, "groups", group, "members", index)
                    yield Finding(place, what, nearest(member, known.users))
        if userbase.groups is None:
            return
        for username, user in userbase.users.items():
            for index, group in enumerate(user.groups):
                if group not in known.declared_groups:
                    what = f"{quoted(group)} is none of the groups of {quoted(name)}"
                    place = (*here, "users", username, "groups", index)
                    yield Finding(place, what, nearest(group, known.declared_groups))

    # products

    def _product(self, name: str, product: Product) -> Iterator[Finding]:
        here: Location = ("products", name)
        if not product.kind:
            what = f'{quoted(name)} needs a "kind": one of {", ".join(sorted(kinds()))}'
            yield Finding(here, what, on_key=True)
        elif product.kind not in kinds():
            what = f"{quoted(product.kind)} is no kind of product: {', '.join(sorted(kinds()))}"
            yield Finding((*here, "kind"), what, nearest(product.kind, kinds()))
        elif product.version not in (versions := kinds()[product.kind].versions):
            what = f"{product.kind} has no version {quoted(product.version)}: {', '.join(versions)}"
            yield Finding((*here, "version"), what, nearest(product.version, versions))
        if not self._doubts.people:
            yield from self._its_userbase(here, name, product)
        for field in ("system_administrators", "administrators", "may_use"):
            yield from self._audience((*here, field), product, getattr(product, field))

    def _its_userbase(self, here: Location, name: str, product: Product) -> Iterator[Finding]:
        userbases = self._file.userbases
        if not product.userbase:
            which = f"one of {', '.join(userbases)}" if userbases else 'none is declared under "userbases"'
            yield Finding(here, f'{quoted(name)} needs a "userbase": {which}', on_key=True)
        elif product.userbase not in userbases:
            what = f"there is no userbase {quoted(product.userbase)}"
            yield Finding((*here, "userbase"), what, nearest(product.userbase, userbases))

    def _ports(self) -> Iterator[Finding]:
        taken: dict[int, str] = {}
        for name, product in self._file.products.items():
            if product.port is None:
                continue
            if product.port in taken:
                what = f"port {product.port} is taken by {quoted(taken[product.port])} already"
                yield Finding(("products", name, "port"), what)
            taken.setdefault(product.port, name)

    # content

    def _content(self, name: str, product: Product) -> Iterator[Finding]:
        here: Location = ("products", name)
        yield from _content_of_its_kind(here, product)
        for key, project in product.projects.items():
            yield from self._project((*here, "projects", key), product, key, project)
        for key, space in product.spaces.items():
            yield from self._space((*here, "spaces", key), product, key, space)

    def _project(self, here: Location, product: Product, key: str, project: Project) -> Iterator[Finding]:
        yield from self._audience((*here, "visible_to"), product, project.visible_to)
        yield from self._audience((*here, "administrators"), product, project.administrators)
        taken: set[str] = set()
        for index, issue in enumerate(project.issues):
            there: Location = (*here, "issues", index)
            yield from self._audience((*there, "visible_to"), product, issue.visible_to or ())
            yield from self._person((*there, "assignee"), product, issue.assignee)
            yield from self._person((*there, "reporter"), product, issue.reporter)
            if not issue.key:
                continue
            if key_number(key, issue.key) is None:
                what = f"{quoted(issue.key)} is no key of an issue in {key}: {key}-1, for example"
                yield Finding((*there, "key"), what)
            elif issue.key in taken:
                yield Finding((*there, "key"), f"{key} has an issue {issue.key} already")
            taken.add(issue.key)

    def _space(self, here: Location, product: Product, key: str, space: Space) -> Iterator[Finding]:
        yield from self._audience((*here, "visible_to"), product, space.visible_to)
        yield from self._audience((*here, "administrators"), product, space.administrators)
        titles: set[str] = set()
        for index, page in enumerate(space.pages):
            there: Location = (*here, "pages", index)
            yield from self._audience((*there, "visible_to"), product, page.visible_to or ())
            yield from self._person((*there, "author"), product, page.author)
            if page.title.lower() in titles:
                yield Finding((*there, "title"), f"{key} has a page {quoted(page.title)} already")
            titles.add(page.title.lower())
            if page.jira_issues is not None:
                yield from self._macro((*there, "jira_issues", "product"), page.jira_issues.product)

    def _macro(self, place: Location, product: str) -> Iterator[Finding]:
        with_issues = [
            name
            for name, other in self._file.products.items()
            if other.kind in kinds() and kinds()[other.kind].item_word == "issue"
        ]
        if product not in self._file.products:
            yield from self._no_such_product(place, product, with_issues)
        elif product not in with_issues and product not in self._doubts.products:
            only = with_issues[0] if len(with_issues) == 1 else None
            yield Finding(place, f"{quoted(product)} has no issues to show", nearest(product, with_issues) or only)

    # links and consumers

    def _links(self) -> Iterator[Finding]:
        seen: set[frozenset[str]] = set()
        for index, link in enumerate(self._file.links):
            here: Location = ("links", index)
            for field, product in (("from", link.from_), ("to", link.to)):
                if product not in self._file.products:
                    yield from self._no_such_product((*here, field), product)
                elif not self._can_be_linked(product):
                    what = f"{quoted(product)} has no active system administrator, who is needed to link it"
                    yield Finding((*here, field), what)
            pair = frozenset({link.from_, link.to})
            if link.from_ == link.to:
                yield Finding((*here, "to"), f"{quoted(link.to)} cannot be linked to itself")
            elif pair in seen:
                what = (
                    f"{quoted(link.from_)} and {quoted(link.to)} are linked already:"
                    " a link that goes both ways is one link"
                )
                yield Finding(here, what)
            seen.add(pair)
            yield from self._acting_as((*here, "acting_as"), link)

    def _can_be_linked(self, name: str) -> bool:
        """Whether somebody may make its links; True also when that cannot be said."""
        product = self._file.products[name]
        userbase = self._file.userbases.get(product.userbase)
        if userbase is None or self._doubts.people or name in self._doubts.administrators:
            return True
        if not all(map(self._names[product.userbase].knows_audience, product.system_administrators)):
            return True
        administrators = Audience.of(product.system_administrators)
        return any(user.active and administrators.includes(user) for user in users_of(userbase))

    def _acting_as(self, here: Location, link: Link) -> Iterator[Finding]:
        if self._doubts.authentication:
            return
        if link.acting_as and link.authentication is not Authentication.OAUTH:
            what = f'"acting_as" goes with authentication "oauth", not with "{link.authentication}"'
            yield Finding(here, what, on_key=True)
            return
        ends_known = {link.from_, link.to} <= self._file.products.keys()
        for product in link.acting_as:
            if ends_known and product not in (EVERYWHERE, *link.serving):
                what = f"{quoted(product)} is not called over this link"
                yield Finding((*here, product), what, nearest(product, link.serving), on_key=True)
        for product in link.serving:
            username = link.acting_as_at(product)
            if username is not None and product in self._file.products:
                yield from self._user_at((*here, product), product, username)

    def _consumer(self, index: int, consumer: ConsumerEntry) -> Iterator[Finding]:
        here: Location = ("consumers", index)
        earlier = self._file.consumers[:index]
        if consumer.at not in self._file.products:
            yield from self._no_such_product((*here, "at"), consumer.at)
        elif consumer.acting_as is not None:
            yield from self._user_at((*here, "acting_as"), consumer.at, consumer.acting_as)
        if any((other.at, other.key) == (consumer.at, consumer.key) for other in earlier):
            what = f"{quoted(consumer.at)} has a consumer with the key {quoted(consumer.key)} already"
            yield Finding((*here, "key"), what)

    def _link_warnings(self, here: Location, link: Link) -> Iterator[Finding]:
        ends = [self._file.products.get(name) for name in (link.from_, link.to)]
        if link.authentication is Authentication.OAUTH_IMPERSONATION and None not in ends:
            userbases = {end.userbase for end in ends if end is not None}
            if len(userbases) > 1:
                what = (
                    f"impersonation, but {quoted(link.from_)} and {quoted(link.to)} do not share a userbase:"
                    " the same username may be another person there, or nobody"
                )
                yield Finding((*here, "authentication"), what)
        if link.authentication is not Authentication.OAUTH:
            return
        for product in link.serving:
            username = link.acting_as_at(product)
            if username is None:
                what = f'calls to {quoted(product)} arrive as nobody: "acting_as" names no user there'
                yield Finding((*here, "authentication"), what)
            elif (user := self._entry(product, username)) is not None and not user.active:
                what = f"{quoted(username)} is not active at {quoted(product)}: calls as this user are refused"
                yield Finding((*here, "acting_as", product), what)

    # look-ups

    def _names_at(self, product: Product) -> Names | None:
        """None when nothing can be said about its people."""
        return None if self._doubts.people else self._names.get(product.userbase)

    def _entry(self, product: str, username: str) -> UserEntry | None:
        at = self._file.products.get(product)
        userbase = None if at is None else self._file.userbases.get(at.userbase)
        users = {} if userbase is None else userbase.users
        return next((user for name, user in users.items() if name.lower() == username.lower()), None)

    def _audience(self, here: Location, product: Product, names: Sequence[str]) -> Iterator[Finding]:
        known = self._names_at(product)
        if known is None:
            return
        for index, name in enumerate(names):
            if not known.knows_audience(name):
                sort = "group" if name.startswith(GROUP) else "user"
                what = f"{quoted(name.removeprefix(GROUP))} is no {sort} of {quoted(product.userbase)}"
                yield Finding((*here, index), what, nearest(name, known.audiences))

    def _person(self, here: Location, product: Product, username: str | None) -> Iterator[Finding]:
        known = self._names_at(product)
        if username is not None and known is not None and not known.knows(username):
            what = f"{quoted(username)} is no user of {quoted(product.userbase)}"
            yield Finding(here, what, nearest(username, known.users))

    def _user_at(self, here: Location, product: str, username: str) -> Iterator[Finding]:
        known = self._names_at(self._file.products[product])
        if known is not None and not known.knows(username) and product not in self._doubts.products:
            what = f"{quoted(product)} has no user {quoted(username)}"
            yield Finding(here, what, nearest(username, known.users))

    def _no_such_product(
        self, place: Location, product: str, among: Iterable[str] | None = None
    ) -> Iterator[Finding]:
        if not self._doubts.every_product:
            products = self._file.products if among is None else among
            yield Finding(place, f"there is no product {quoted(product)}", nearest(product, products))


def _twice_but_for_case(here: Location, names: Iterable[str], sort: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(name.lower(), name)
        if other != name:
            what = f"{quoted(name)} and {quoted(other)} are the same name for {sort}"
            yield Finding((*here, name), what, on_key=True)


def _content_of_its_kind(here: Location, product: Product) -> Iterator[Finding]:
    kind = kinds().get(product.kind)
    if kind is None:
        return
    holds = f"{kind.type.title} has {kind.container_word}s with {kind.item_word}s"
    for written, word, item in ((product.projects, "projects", "issue"), (product.spaces, "spaces", "page")):
        if written and kind.item_word != item:
            yield Finding((*here, word), f"{holds}, no {word}", f"{kind.container_word}s", on_key=True)
