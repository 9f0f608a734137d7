// Sets the chosen colours before the first paint, so that a dark room stays dark.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem("entente-scheme");
  } catch (e) {
    kept = null;
  }
  var dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
