// Figures follow dark and light; with a mouse the same specification is drawn live, with values on hover.
import { isDark } from "./app.js";

const tint = (from = document) =>
  from.querySelectorAll(".fig img[data-light]").forEach((img) => (img.src = isDark() ? img.dataset.dark : img.dataset.light));
addEventListener("yipan-theme", () => {
  tint();
  document.querySelectorAll("[data-drawn]").forEach((box) => draw(box.closest(".fig")));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => tint());

let library;
const load = () =>
  (library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "/vega.js";
    script.onload = () => done(window.vegaEmbed);
    script.onerror = failed;
    document.head.append(script);
  }));

const draw = async (figure) => {
  const embed = await load();
  const address = new URL(figure.dataset.figure, location.href);
  if (isDark()) address.searchParams.set("dark", "1");
  const answer = await fetch(address);
  if (!answer.ok) return;
  const spec = await answer.json();
  spec.config = { ...spec.config, mark: { ...spec.config?.mark, tooltip: true } };
  const box = document.createElement("div");
  box.dataset.drawn = "";
  const tooltip = { disableDefaultStyle: true, theme: "yipan" };
  await embed(box, spec, { defaultStyle: false, tooltip });
  // One picture with one name; its numbers stand in the data table.
  const drawn = box.querySelector("svg");
  drawn.querySelectorAll("[role], [aria-roledescription], [aria-label]").forEach((mark) =>
    ["role", "aria-roledescription", "aria-label"].forEach((name) => mark.removeAttribute(name)),
  );
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", figure.querySelector(".canvas").getAttribute("aria-label"));
  figure.querySelector(".canvas").replaceChildren(box);
};

// Figures of a part of the page that is new.
export const watch = (from) => {
  tint(from);
  if (!matchMedia("(hover: hover)").matches) return;
  const seen = new IntersectionObserver((entries) =>
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      seen.unobserve(entry.target);
      draw(entry.target).catch(() => {});
    }),
  );
  from.querySelectorAll(".fig[data-figure]").forEach((figure) => seen.observe(figure));
};
watch(document);
