// After a part of the page was replaced, put the focus where reading goes on, as a page load would.
document.addEventListener("htmx:afterSettle", (event) => {
  const target = document.querySelector("#main [data-focus]");
  if (target && event.detail.requestConfig && event.detail.requestConfig.verb === "post") {
    target.focus();
    target.scrollIntoView({ block: "start" });
  }
});

// Refusals are pages too: show all of them, whatever part of a page was asked for.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.target = document.getElementById("main");
    event.detail.selectOverride = "#main > *";
    event.detail.swapOverride = "innerHTML";
  }
});
