"""Jira Software Data Center."""

from applink_simulator.products.kind import AdministratorsCall, ProductKind

KIND = ProductKind(
    name="jira",
    type_id="jira",
    context_path="/jira",
    default_port=8080,
    versions={"9.12.0": 912000, "8.20.30": 820030, "10.3.0": 10030000},
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
