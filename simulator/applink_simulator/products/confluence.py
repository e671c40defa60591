"""Confluence Data Center."""

from applink_simulator.products.kind import AdministratorsCall, ProductKind, Release

KIND = ProductKind(
    name="confluence",
    type_id="confluence",
    context_path="/confluence",
    default_port=8090,
    versions={
        "8.7.2": Release(9012),
        "7.19.16": Release(8804),
        "9.2.0": Release(9111),
        # Which applinks the older ones have is a guess (docs/guesses.md).
        "5.10.9": Release(6452, applinks="5.1.2"),
        "5.8.18": Release(5998, applinks="5.0.2"),
        "5.4.4": Release(5010, applinks="4.2.3"),
        "4.3.7": Release(3398, applinks="3.7.1"),
    },
    login_path="/dologin.action",
    login_page="/login.action",
    logout_path="/logout.action",
    confirm_path="/authenticate.action",
    dashboard="/dashboard.action",
    icon="/static/16confluence.png",
    icon_large="/static/128confluence.png",
    link_list_path="/admin/listapplicationlinks.action",
    container_word="space",
    item_word="page",
    deactivate_user=AdministratorsCall("PUT", "/rest/api/admin/user/{user}/disable"),
    reactivate_user=AdministratorsCall("PUT", "/rest/api/admin/user/{user}/enable"),
    remove_user=AdministratorsCall("DELETE", "/rest/api/admin/user/{user}"),
)
