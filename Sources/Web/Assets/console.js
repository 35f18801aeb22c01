// Keys, and what a page does more conveniently with a script. Everything here has a way without it.
(function () {
  "use strict";

  // "/" goes to the search of the page, else to the search of all; "?" shows the keys.
  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    var target = event.target;
    if (target.closest && target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      var field = document.querySelector("input[type=search]");
      event.preventDefault();
      if (field) field.focus(); else location.href = "/search";
    } else if (event.key === "?") {
      var keys = document.getElementById("keys");
      if (keys && keys.showModal) keys.showModal();
    }
  });

  // The zone that whoever comes for the first time is in.
  document.querySelectorAll("[data-zone]").forEach(function (field) {
    try { field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || ""; } catch (error) { field.value = ""; }
  });

  // A form that asks before it acts: the words stand in the page, the browser only asks them.
  document.addEventListener("submit", function (event) {
    var question = event.target.getAttribute("data-confirm");
    if (question && !window.confirm(question)) event.preventDefault();
  });

  // Choices that take effect at once where there is a script.
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    var source = document.getElementById(button.getAttribute("data-copy"));
    navigator.clipboard.writeText(source.value || source.textContent).then(function () {
      button.textContent = button.getAttribute("data-copied");
    });
  });
})();
