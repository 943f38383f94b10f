"use strict";
const marks = [...document.querySelectorAll("mark")];
const show = (mark) => {
  document.querySelectorAll(".card.on").forEach((card) => card.classList.remove("on"));
  const cards = mark.dataset.claims.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  cards.forEach((card) => card.classList.add("on"));
  if (cards[0]) { cards[0].classList.remove("hidden"); cards[0].scrollIntoView({ block: "nearest" }); }
};
marks.forEach((mark) => {
  mark.addEventListener("click", () => show(mark));
  mark.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(mark); } });
});
document.querySelectorAll(".card").forEach((card) => card.addEventListener("click", () => {
  const mark = marks.find((m) => m.dataset.claims.split(" ").includes(card.id));
  if (mark) { mark.scrollIntoView({ block: "center" }); mark.focus(); show(mark); }
}));
document.querySelectorAll(".key").forEach((key) => key.addEventListener("click", () => {
  const on = key.getAttribute("aria-pressed") !== "true";
  key.setAttribute("aria-pressed", String(on));
  document.querySelectorAll(`mark.${key.dataset.kind}`).forEach((mark) => mark.classList.toggle("off", !on));
  document.querySelectorAll(`.card.${key.dataset.kind}`).forEach((card) => card.classList.toggle("hidden", !on));
}));
const wrong = marks.filter((mark) => mark.classList.contains("hard") || mark.classList.contains("soft"));
let at = -1;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !wrong.length || (event.key !== "n" && event.key !== "p")) { return; }
  at = (at + (event.key === "n" ? 1 : wrong.length - 1)) % wrong.length;
  wrong[at].scrollIntoView({ block: "center" }); wrong[at].focus(); show(wrong[at]);
});
if (location.hash) { const card = document.getElementById(location.hash.slice(1)); if (card) { card.click(); } }
