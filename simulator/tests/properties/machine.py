"""Whatever can happen to the links of three products, in any order, held against the model after each step."""

from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from applink_fixtures.stage import ANONYMOUS, Theatre
from applink_simulator.linking.findings import ErrorType
from applink_simulator.topology.place import Place

from . import model
from .gherkin import Line, Play
from .model import End, Level, Outcome, Pair, Way, World

READERS = {
    "company": ("alice", "bob", "anna", None),
    "partners": ("alice", "alicia", "olga", None),
}
LEVELS = {
    "no authentication": Level.OFF,
    "OAuth of each user alone": Level.THREE_LEGGED_ALONE,
    "OAuth": Level.OAUTH,
    "OAuth with impersonation": Level.IMPERSONATION,
}
WAYS = {
    "OAuth": (Way.TWO_LEGGED,),
    "OAuth per user": (Way.THREE_LEGGED, Way.TWO_LEGGED),
    "OAuth with impersonation": tuple(Way),
}
TROUBLES = {
    "a firewall refuses what {near} sends to {far}": "CONNECTION_REFUSED",
    "{near} cannot resolve the name of {far}": "UNKNOWN_HOST",
}
"""What may be wrong with a way, and what the calling end then says of the link."""
PAGES = {"Roadmap": "Jira", "What partners do": "Tracker"}
"""Pages of Confluence with a macro, and of which product it shows the issues."""
SERVER_ERRORS = {
    "the other product could not be asked",
    "the other end could not be deleted",
    model.NO_KEY,
}
"""Refusals for which the references have a status of 500."""
NO_ANSWER = 504
"""What the proxy says when there is nothing to pass on."""

PAIRS = st.sampled_from([(near, far) for near in model.PRODUCTS for far in model.PRODUCTS if near != far])
LEVEL = st.sampled_from(sorted(LEVELS))


class Links(RuleBasedStateMachine):
    """Each rule says a sentence of the language to the products, and asks the model what comes of it."""

    theatre: ClassVar[Theatre]
    latest: ClassVar["Links | None"] = None
    """What hypothesis plays last when it fails is the shortest example."""
    steps: ClassVar[int] = 0
    lives: ClassVar[list[list[Line]]] = []
    """What was played from beginning to end without a contradiction."""
    model: ClassVar[Any] = model
    """Another one, where a test wants to see that a wrong model is found out."""

    @initialize()
    def begin(self) -> None:
        type(self).latest = self
        self.play = Play.begin(self.theatre)
        self.play.stage.journal.clear()
        self.world = World()
        self.addresses = {self.place(product).url: product for product in model.PRODUCTS}
        self.moves = 0
        self.seen = 0
        self.excused = False

    @rule(pair=PAIRS, data=st.data())
    def somebody_links_one_way(self, pair: Pair, data: st.DataObject) -> None:
        near, far = pair
        if self.is_up(near) and self.world.reaches(near, far):
            who = self.administrator(data, near)
            self.play.when(f"{who} links {near} to {far}")
            self.comes_of_it(near, self.model.linked_one_way(self.world, near, far))

    @rule(pair=PAIRS, data=st.data())
    def somebody_completes_a_link(self, pair: Pair, data: st.DataObject) -> None:
        near, far = pair
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f"{who} completes the link from {near} back to {far}")
            self.comes_of_it(near, self.model.completed(self.world, near, far))

    @rule(pair=PAIRS, shared=st.booleans(), data=st.data())
    def somebody_links_two_way(self, pair: Pair, shared: bool, data: st.DataObject) -> None:
        near, far = pair
        if self.is_up(near):
            who, there = self.administrator(data, near), self.administrator(data, far)
            products = f"{near} and {far}, which share a userbase," if shared else f"{near} and {far}"
            self.play.when(f"{who} links {products} as {there} of {far}")
            self.comes_of_it(near, self.model.linked_two_way(self.world, near, far, who, there, shared=shared))

    @rule(pair=PAIRS, shared=st.booleans())
    def somebody_links_in_the_browser(self, pair: Pair, shared: bool) -> None:
        near, far = pair
        both_reach = self.world.reaches(near, far) and self.world.reaches(far, near)
        if not self.is_up(near, far) or not both_reach or pair in self.world.ends:
            return
        (who,), (there,) = model.SYSTEM_ADMINISTRATORS[near], model.SYSTEM_ADMINISTRATORS[far]
        how = "for the same users on both" if shared else "as an administrator of both"
        self.play.when(f"{who} creates a link from {near} to {far} in the browser, {how}")
        begun = self.model.begun_in_the_browser(self.world, near, far, who, shared=shared)
        self.world = begun.world
        if begun.refusal:
            self.play.then(f'{near} tells {who} "The link was created without authentication"')
        elif (far, near) in self.world.ends:
            self.play.then(f'{far} tells {who} "Nothing was changed here"')
        else:
            self.play.then(f"{far} asks {who} to create the link back to {near}")
            self.play.when(f"{who} creates the link back")
            self.world = self.model.linked_back_in_the_browser(self.world, near, far, there, shared=shared)
            self.play.then(f"{who} is at {near}")

    @precondition(lambda self: self.world.ends)
    @rule(incoming=LEVEL, outgoing=LEVEL, data=st.data())
    def somebody_sets_both_directions(self, incoming: str, outgoing: str, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f'{who} makes {near} accept "{incoming}" from {far} and use "{outgoing}" towards it')
            levels = LEVELS[incoming], LEVELS[outgoing]
            self.comes_of_it(near, self.model.levels_set(self.world, near, far, who, *levels))

    @precondition(lambda self: self.world.ends)
    @rule(whom=st.sampled_from(["integration", "alice"]), data=st.data())
    def somebody_chooses_whom_plain_oauth_acts_as(self, whom: str, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f"{who} lets {far} act as {whom} on {near}")
            self.comes_of_it(near, self.model.trusted(self.world, near, far, who, acts_as=whom, impersonation=False))

    @precondition(lambda self: self.world.ends)
    @rule(data=st.data())
    def somebody_allows_impersonation(self, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f"{who} lets {far} impersonate people on {near}")
            self.comes_of_it(near, self.model.trusted(self.world, near, far, who, acts_as=None, impersonation=True))

    @precondition(lambda self: self.world.ends)
    @rule(kind=st.sampled_from(sorted(WAYS)), data=st.data())
    def somebody_sets_what_an_end_sends(self, kind: str, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f'{who} makes {near} use "{kind}" towards {far}')
            self.comes_of_it(near, self.model.sends(self.world, near, far, who, *WAYS[kind]))

    @precondition(lambda self: self.world.ends)
    @rule(there=st.sampled_from([*model.PRODUCTS, None]), anyway=st.booleans(), data=st.data())
    def somebody_relocates_a_link(self, there: str | None, anyway: bool, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if not self.is_up(near):
            return
        who = self.administrator(data, near)
        if there == far:
            where, address = "", self.world.homes[far]
        elif there is not None:
            where, address, anyway = f" to the address of {there}", self.world.homes[there], False
        else:
            where, address, anyway = ' to the address "http://nowhere.test"', model.NOWHERE, False
        although = ", although nobody answers there" if anyway else ""
        self.play.when(f"{who} relocates the link to {far} at {near}{where}{although}")
        self.comes_of_it(near, self.model.relocated(self.world, near, far, who, address, anyway=anyway))

    @rule(product=st.sampled_from(model.PRODUCTS))
    def a_product_moves(self, product: str) -> None:
        self.play.when(f"{product} moves to a new address")
        self.moves += 1
        home = f"{product}, move {self.moves}"
        self.addresses[self.place(product).url] = home
        self.world = self.model.moved(self.world, product, home)

    @rule(product=st.sampled_from(model.PRODUCTS))
    def a_product_goes_down_or_the_one_that_is_down_comes_back(self, product: str) -> None:
        """One at a time: with more of them down hardly anything can happen."""
        if self.world.down:
            (product,) = self.world.down
            self.play.when(f"{product} is up again")
        else:
            self.play.when(f"{product} goes down")
        self.world = self.changed(down=self.world.down ^ {product})

    @rule(pair=PAIRS, what=st.sampled_from(sorted(TROUBLES)))
    def a_way_is_troubled(self, pair: Pair, what: str) -> None:
        """In one direction, and to where the other product is now: one that moves away is reached."""
        near, far = pair
        if (near, self.world.homes[far]) not in self.world.ways:
            self.play.when(what.format(near=near, far=far))
            ways = {**self.world.ways, (near, self.world.homes[far]): TROUBLES[what]}
            self.world = self.changed(ways=ways)

    @precondition(lambda self: self.world.ways)
    @rule()
    def the_trouble_is_over(self) -> None:
        """And whoever was down is up."""
        self.play.when("the trouble is over")
        self.world = self.changed(ways={}, down=frozenset())

    @precondition(lambda self: self.world.ends)
    @rule(data=st.data())
    def somebody_deletes_an_end(self, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f"{who} deletes the link to {far} at {near} only")
            self.comes_of_it(near, Outcome(self.model.deleted(self.world, near, far)))

    @precondition(lambda self: self.world.ends)
    @rule(data=st.data())
    def somebody_deletes_both_ends(self, data: st.DataObject) -> None:
        near, far = self.an_end(data)
        if self.is_up(near):
            who = self.administrator(data, near)
            self.play.when(f"{who} deletes both ends of the link to {far} at {near}")
            self.comes_of_it(near, self.model.deleted_at_both_ends(self.world, near, far, who))

    @precondition(lambda self: self.world.ends)
    @rule(allows=st.booleans(), data=st.data())
    def somebody_is_asked_for_access(self, allows: bool, data: st.DataObject) -> None:
        near, far = self.an_end(data, lambda end: Way.THREE_LEGGED in end.ways)
        who = self.reader(data, near)
        if self.is_up(near) and who is not None:
            dance = self.model.danced(self.world, near, far, who, allows=allows)
            if dance.answered:
                what = "allows it" if allows else "denies it"
                self.play.when(f"{who} is asked whether {near} may act for {self.her(who)} at {far}, and {what}")
            else:
                self.play.when(f"{who} tries to let {near} act for {self.her(who)} at {far}")
            self.play.then(f'{dance.at} tells {who} "{dance.reads}"')
            self.world = dance.world

    @precondition(lambda self: self.world.grants)
    @rule(data=st.data())
    def somebody_revokes_access(self, data: st.DataObject) -> None:
        grant = data.draw(st.sampled_from(sorted(self.world.grants, key=lambda each: each.number)))
        if self.is_up(grant.at) and self.world.is_active(grant.at, grant.by):
            her = self.her(grant.by)
            self.play.when(f"{grant.by} takes back everything that {grant.to} may do for {her} at {grant.at}")
            self.world = self.model.revoked(self.world, grant.at, grant.by, grant.to)

    @rule(product=st.sampled_from(model.PRODUCTS), user=st.sampled_from(["alice", "integration"]))
    def somebody_leaves_or_returns(self, product: str, user: str) -> None:
        if self.is_up(product):
            what = "deactivated" if self.world.is_active(product, user) else "reactivated"
            self.play.when(f"{user} is {what} at {product}")
            self.world = self.changed(inactive=self.world.inactive ^ {(model.USERBASE[product], user)})

    @rule()
    def years_pass(self) -> None:
        self.play.when("3 years pass")
        self.world = self.changed(year=self.world.year + 3)

    @rule(page=st.sampled_from(sorted(PAGES)), data=st.data())
    def somebody_opens_a_page(self, page: str, data: st.DataObject) -> None:
        who, far = self.reader(data, "Confluence"), PAGES[page]
        if self.is_up("Confluence") and page in model.visible("Confluence", who):
            self.play.when(f'{who or ANONYMOUS} opens the page "{page}" of Confluence')
            found = sorted(self.model.finds(self.world, "Confluence", far, who))
            self.play.then("the page shows exactly the issues" if found else "the page shows no issue", found)
            self.world = self.model.looked(self.world, "Confluence", far, who)

    @invariant()
    def every_end_says_what_is_so(self) -> None:
        for near, far in self.world.ends:
            if self.is_up(near):
                finding = self.model.finding(self.world, near, far)
                if finding is None:
                    self.play.then(f"{near} finds nothing wrong with the link to {far}")
                else:
                    self.play.then(f'{near} says of the link to {far} "{ErrorType[finding].value.title}"')

    @invariant()
    def everybody_finds_what_they_may_and_nothing_else(self) -> None:
        for near, far in self.world.ends:
            if self.is_up(near):
                for reader in READERS[model.USERBASE[near]]:
                    self.must_find(near, far, reader)

    def must_find(self, near: str, far: str, reader: str | None) -> None:
        if reader is not None and not self.world.is_active(near, reader):
            return
        found = sorted(self.model.finds(self.world, near, far, reader))
        who = reader or ANONYMOUS
        if found:
            self.play.then(f"{who} finds exactly these items of {far} through {near}", found)
        else:
            self.play.then(f"{who} finds nothing of {far} through {near}")
        self.world = self.model.looked(self.world, near, far, reader)

    @invariant()
    def every_product_has_the_ends_of_the_model(self) -> None:
        """With their ids, their addresses, and exactly one primary for each kind."""
        for near in model.PRODUCTS:
            if self.is_up(near):
                ends = {far: end for (product, far), end in self.world.ends.items() if product == near}
                links = self.play.stage.administrator(near).links()
                ids = {self.place(far).application_id: far for far in model.PRODUCTS}
                known = {ids[link["id"]]: self.addresses.get(link["rpcUrl"], model.NOWHERE) for link in links}
                assert known == {far: end.address for far, end in ends.items()}, f"{near} has links to {known}"
                primary = {ids[link["id"]] for link in links if link["isPrimary"]}
                wanted = {far for (product, _), far in self.world.primary.items() if product == near}
                assert primary == wanted, f"primary at {near}: {primary}, not {wanted}"

    @invariant()
    def nothing_outlives_its_link(self) -> None:
        """Read behind the products' backs: nobody is shown a trust that has no link."""
        for name in model.PRODUCTS:
            if not self.is_up(name):
                continue
            control = self.play.stage.running.control(name)
            ids = {link["application_id"] for link in control.links()}
            trusted = control.consumers()
            keys = {each["key"] for each in trusted}
            orphans = [each["key"] for each in trusted if each["application_id"] not in ids]
            strays = [each for each in control.tokens() if each["consumer_key"] not in keys]
            gone = [self.place(other) for other in model.PRODUCTS if self.place(other).application_id not in ids]
            held = [token for place in gone for token in control.held_tokens(place.application_id)]
            assert orphans + strays + held == [], f"{name} still has something of a link that is gone"

    @invariant()
    def nothing_crashes(self) -> None:
        """And no status is a server's error, where the references do not say so."""
        type(self).steps += 1
        journal = self.play.stage.journal
        assert not journal.crashes, "\n".join(journal.crashes)
        for exchange in journal.since(self.seen):
            self.seen = exchange.number
            fine = exchange.status < 500 or exchange.status == NO_ANSWER or self.excused
            assert fine, f"{exchange.product} answered {exchange.status} to {exchange.method} {exchange.path}"
        self.excused = False

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self.lives.append(self.play.lines)

    def comes_of_it(self, product: str, outcome: Outcome) -> None:
        self.excused = outcome.refusal in SERVER_ERRORS
        self.world = outcome.world
        if outcome.refusal == "nobody answers there":
            self.play.then(f"{product} asks whether to use the address although nobody answers there")
        elif outcome.refusal:
            self.play.then(f'{product} refuses, because "{outcome.refusal}"')
        else:
            self.play.then(f"{product} agrees")

    def changed(self, **changes: Any) -> World:
        return model.replace(self.world, **changes)

    def her(self, user: str) -> str:
        return "him" if user == "bob" else "her"

    def is_up(self, *products: str) -> bool:
        return not self.world.down.intersection(products)

    def place(self, product: str) -> Place:
        return self.play.stage.product(product)

    def an_end(self, data: st.DataObject, preferred: Callable[[End], bool] = bool) -> Pair:
        """One of those that are preferred, if there are any."""
        ends = sorted(self.world.ends)
        pair: Pair = data.draw(st.sampled_from([each for each in ends if preferred(self.world.ends[each])] or ends))
        return pair

    def administrator(self, data: st.DataObject, product: str) -> str:
        who: str = data.draw(st.sampled_from(sorted(model.ADMINISTRATORS[product], reverse=True)))
        return who

    def reader(self, data: st.DataObject, product: str) -> str | None:
        """Somebody who may log in there; None is anybody."""
        readers = [
            each for each in READERS[model.USERBASE[product]] if each is None or self.world.is_active(product, each)
        ]
        return data.draw(st.sampled_from(readers))
