"""What is done when a product dies, what was before, and what an administrator does when it is up again."""

from collections.abc import Callable
from dataclasses import dataclass

from applink_simulator.products import kinds

from .kill_points import FAR, NEAR, Left
from .scene import ADMINISTRATOR, LIKE_USERS, OAUTH, PROJECT, SPACE, THIRD, USER, Scene, did

Do = Callable[[Scene], bool]
"""Whether whoever did it was told that it is done."""


@dataclass(frozen=True)
class Action:
    name: str
    before: Callable[[Scene], None]
    do: Do
    complete: Callable[[Scene], None]
    """After a death: the same once more, and what is missing then. All is whole or gone afterwards."""
    ends_as: Callable[[Left, Left], bool] = lambda found, last: found == last
    """Whether what is found at the end is what the action is for."""


def nothing(_scene: Scene) -> None: ...


def bare(scene: Scene) -> None:
    near, far = scene.places
    scene.near.must(scene.near.create_end(far), "creating the near end")
    scene.far.must(scene.far.create_end(near), "creating the far end")


def connected(scene: Scene, levels: dict[str, bool] = OAUTH) -> None:
    near, far = scene.places
    bare(scene)
    scene.near.must(scene.near.set_levels(far, levels, levels), "configuring the near end")
    scene.far.must(scene.far.set_levels(near, levels, levels), "configuring the far end")


def like_users(scene: Scene) -> None:
    connected(scene, LIKE_USERS)


def look_and_link(scene: Scene) -> bool:
    near, (_, far) = scene.near, scene.places
    return near.look_at(far.url).json().get("id") == far.application_id and near.create_link(far).fine


def link_with_credentials(scene: Scene) -> bool:
    reply = scene.near.create_link(scene.places[1], there=scene.far, trust=True)
    return reply.fine and bool(reply.json()["autoConfigurationSuccessful"])


def link_in_the_browser(scene: Scene) -> bool:
    near, far = scene.places
    anna = scene.person(ADMINISTRATOR, NEAR)
    anna.open(kinds()[near.kind].link_list_path)
    anna.press("Create link", {"URL of the application": far.url})
    anna.press("Create link", {"I am an administrator on both instances": True})
    page = anna.press("Create link back")
    return page.reply.fine and page.url.startswith(near.url)


def again_in_the_browser(scene: Scene) -> None:
    did(lambda: link_in_the_browser(scene))
    complete_link(scene)


def configure_both(scene: Scene) -> bool:
    near, far = scene.places
    return scene.near.set_levels(far, OAUTH, OAUTH).fine and scene.far.set_levels(near, OAUTH, OAUTH).fine


def complete_link(scene: Scene) -> None:
    """As an administrator who looks at both lists: what leads astray is deleted, what is missing is made."""
    near, far = scene.places
    for administrator, remote in ((scene.near, far), (scene.far, near)):
        found = administrator.link_to(remote)
        if found is not None and found["id"] != remote.application_id:
            path = f"/rest/applinks/3.0/applicationlink/{found['id']}"
            administrator.must(administrator.ask("DELETE", path), "deleting a link that leads astray")
            found = None
        if found is None:
            administrator.must(administrator.create_end(remote), "creating the missing end")
    assert configure_both(scene)


def one_way_again(scene: Scene) -> None:
    if did(lambda: look_and_link(scene)):
        return
    far = scene.places[1]
    found = scene.near.link_to(far)
    if found is not None and found["id"] != far.application_id:
        scene.near.must(scene.near.ask("DELETE", f"/rest/applinks/3.0/applicationlink/{found['id']}"), "deleting it")
        assert look_and_link(scene)


def with_credentials_again(scene: Scene) -> None:
    did(lambda: link_with_credentials(scene))
    complete_link(scene)


def dance(scene: Scene) -> bool:
    """Alice is asked at the far product whether the near one may act for her there, and allows it."""
    alice = scene.person(USER, NEAR)
    alice.asks_access(scene.places[1])
    return "Access allowed" in alice.press("Allow").words


def dance_again(scene: Scene) -> None:
    """What is left of a broken dance does no harm: it is forgotten in time, or on her list of what she granted."""
    if not did(lambda: dance(scene)):
        # She holds a token: nothing has to be asked.
        held = scene.running.control(NEAR).held_tokens(scene.places[1].application_id)
        assert [token["granted"] for token in held] == [True]


def danced(found: Left, last: Left) -> bool:
    return (
        found.near == last.near
        and last.far <= found.far
        and (found.near_says, found.far_says)
        == (
            last.near_says,
            last.far_says,
        )
    )


def moved(scene: Scene) -> None:
    connected(scene)
    scene.running.move(FAR)


def relocate(scene: Scene) -> bool:
    far = scene.places[1]
    return scene.near.relocate_link(far, far.url).fine


def much_hangs_on_it(scene: Scene) -> None:
    """Trust, tokens in both directions, projects, and another link of its type that is not primary."""
    connected(scene)
    near, far = scene.places
    scene.near.must(scene.near.create_end(scene.running.place(THIRD)), "linking the third")
    assert dance(scene)
    alice = scene.person(USER, FAR)
    alice.asks_access(near)
    assert "Access allowed" in alice.press("Allow").words
    scene.near.must(scene.near.link_project(SPACE, far, PROJECT, both_ends=False), "linking the space")
    scene.far.must(scene.far.link_project(PROJECT, near, SPACE, both_ends=False), "linking the project")


def delete_here(scene: Scene) -> bool:
    return scene.near.delete_link(scene.places[1]).fine


def delete_here_again(scene: Scene) -> None:
    """Once it is gone, there is none to be deleted."""
    must(delete_here(scene) or scene.near.link_to(scene.places[1]) is None)


def projects_linked(scene: Scene) -> None:
    like_users(scene)
    near, far = scene.places
    scene.near.must(scene.near.link_project(SPACE, far, PROJECT, both_ends=False), "linking the space")
    scene.far.must(scene.far.link_project(PROJECT, near, SPACE, both_ends=False), "linking the project")


def delete_both(scene: Scene) -> bool:
    far = scene.places[1]
    allowed = scene.near.may_delete_both_ends(far)
    return allowed.fine and allowed.json()["code"] == "ALLOWED" and scene.near.delete_link(far, both_ends=True).fine


def delete_both_again(scene: Scene) -> None:
    """Where the other end is gone, products want to be told to delete their own alone (applinks.md 5.7)."""
    if not did(lambda: delete_both(scene)):
        scene.near.delete_link(scene.places[1])


def link_projects(scene: Scene) -> bool:
    return scene.near.link_project(SPACE, scene.places[1], PROJECT, both_ends=True).fine


def unlink_projects(scene: Scene) -> bool:
    return scene.near.unlink_project(SPACE, scene.places[1], PROJECT, both_ends=True).fine


def unlink_projects_again(scene: Scene) -> None:
    if not did(lambda: unlink_projects(scene)):
        scene.near.unlink_project(SPACE, scene.places[1], PROJECT, both_ends=False)


ACTIONS = (
    Action("one-way creation", nothing, look_and_link, one_way_again),
    Action("two-way creation by credentials", nothing, link_with_credentials, with_credentials_again),
    Action("two-way creation by redirect", nothing, link_in_the_browser, again_in_the_browser),
    Action("configuring authentication", bare, configure_both, complete_link),
    Action("dance", connected, dance, dance_again, danced),
    Action("relocation", moved, relocate, lambda scene: must(relocate(scene))),
    Action("deletion of one end", much_hangs_on_it, delete_here, delete_here_again),
    Action("deletion of both ends", projects_linked, delete_both, delete_both_again),
    Action("project link with its other half", like_users, link_projects, lambda scene: must(link_projects(scene))),
    Action("project link taken away at both", projects_linked, unlink_projects, unlink_projects_again),
)


def must(done: bool) -> None:
    assert done, "the same once more did not do it"
