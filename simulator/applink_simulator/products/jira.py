"""Jira Software Data Center."""

from applink_simulator.products.kind import AdministratorsCall, ProductKind, Release

KIND = ProductKind(
    name="jira",
    type_id="jira",
    context_path="/jira",
    default_port=8080,
    versions={
        "9.12.0": Release(912000),
        "8.20.30": Release(820030),
        "10.3.0": Release(10030000),
        # Of the older ones only 5.1 is known to have applinks 3.7; the others are guesses (docs/guesses.md).
        "7.2.0": Release(72002, applinks="5.1.2"),
        "7.0.11": Release(70121, applinks="5.0.2"),
        "6.3.15": Release(6346, applinks="4.2.3"),
        "5.1.8": Release(787, applinks="3.7.1"),
    },
    login_path="/login.jsp",
    login_page="/login.jsp",
    logout_path="/logout",
    confirm_path="/secure/admin/WebSudoAuthenticate!default.jspa",
    xsrf_cookie="atlassian.xsrf.token",
    dashboard="/secure/Dashboard.jspa",
    icon="/static/16jira.png",
    icon_large="/static/128jira.png",
    container_word="project",
    item_word="issue",
    deactivate_user=AdministratorsCall("PUT", "/rest/api/2/user?username={user}", {"active": False}),
    reactivate_user=AdministratorsCall("PUT", "/rest/api/2/user?username={user}", {"active": True}),
    remove_user=AdministratorsCall("DELETE", "/rest/api/2/user?username={user}"),
)
