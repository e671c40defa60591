// The page from which the dance was begun in a window of its own shows at once what it shows now.
if (window.opener && window.opener !== window) {
  try { window.opener.location.reload(); } catch (_otherSite) { /* its own affair */ }
  window.close();
}
