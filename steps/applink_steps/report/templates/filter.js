(() => {
  const form = document.getElementById("filter");
  const scenarios = [...document.querySelectorAll(".scenario")];
  const texts = scenarios.map((scenario) => scenario.textContent.toLowerCase());
  const none = document.getElementById("none");
  const groups = [...document.querySelectorAll(".rule, .feature")];
  if (!scenarios.length) return;
  form.hidden = false;
  const apply = () => {
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const status = form.elements.show.value;
    scenarios.forEach((scenario, i) => {
      const fits = (!status || scenario.dataset.status === status) && words.every((word) => texts[i].includes(word));
      scenario.hidden = !fits;
    });
    groups.forEach((group) => { group.hidden = !group.querySelector(".scenario:not([hidden])"); });
    none.hidden = scenarios.some((scenario) => !scenario.hidden);
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  const open = (wanted) => document.querySelectorAll("details.drawn").forEach((each) => { each.open = wanted; });
  const button = document.getElementById("diagrams");
  let all = false;
  button.addEventListener("click", () => {
    all = !all;
    open(all);
    button.textContent = all ? "Close all diagrams" : "Open all diagrams";
  });
  addEventListener("beforeprint", () => open(true));
})();
