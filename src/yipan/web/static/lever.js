// A lever that is moved shows its factor at once; the results follow without leaving the page.
import { watch } from "./figures.js";

const form = document.querySelector(".lever")?.closest("form");
let turn = 0;

const follow = async () => {
  const mine = ++turn;
  const address = new URL(form.action);
  const asked = [...new FormData(form)].filter(([key, value]) => !(key.startsWith("x_") && value === "1"));
  address.search = new URLSearchParams(asked);
  const results = document.getElementById("results");
  results.setAttribute("aria-busy", "true");
  const answer = await fetch(address);
  if (mine !== turn) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("results");
  if (!fresh) return form.requestSubmit();
  results.replaceWith(document.adoptNode(fresh));
  history.replaceState(null, "", address);
  watch(fresh);
};

form?.querySelectorAll("input[type=range]").forEach((slider) => {
  slider.addEventListener("input", () => (slider.nextElementSibling.textContent = `×${slider.value}`));
  slider.addEventListener("change", () => follow().catch(() => form.requestSubmit()));
});
