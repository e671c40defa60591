"""Confluence Data Center."""

from applink_simulator.products.kind import AdministratorsCall, ProductKind

KIND = ProductKind(
    name="confluence",
    type_id="confluence",
    context_path="/confluence",
    default_port=8090,
    versions={"8.7.2": 9012, "7.19.16": 8804, "9.2.0": 9111},
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
