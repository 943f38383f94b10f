"use strict";
const all = (selector) => [...document.querySelectorAll(selector)];
const marks = all("mark");
const narrow = matchMedia("(max-width: 60rem)");
const named = (mark) => mark.dataset.claims.split(" ");
// The claim's card, its mark and the numbers that it rests on stand out together.
const clear = () => {
  all(".card.on").forEach((card) => card.classList.remove("on", "sheet"));
  all(".card.peek").forEach((card) => { card.classList.remove("peek"); card.classList.add("hidden"); });
  all("mark.on").forEach((mark) => mark.classList.remove("on"));
  all(".number.used").forEach((number) => number.classList.remove("used"));
};
const show = (mark, cards) => {
  clear();
  if (mark) { mark.classList.add("on"); }
  cards.forEach((card) => {
    card.classList.add("on");
    if (card.classList.contains("hidden")) { card.classList.remove("hidden"); card.classList.add("peek"); }
    (card.dataset.operands || "").split(" ").forEach((id) => {
      const number = id && document.getElementById(id);
      if (number) { number.classList.add("used"); }
    });
  });
  if (!cards[0]) { return; }
  if (narrow.matches) { cards[0].classList.add("sheet"); } else { cards[0].scrollIntoView({ block: "nearest" }); }
};
// Worst first, as the cards stand; those that are filtered away only where nothing else is told.
const open = (mark) => {
  const names = named(mark);
  const cards = all(".card").filter((card) => names.includes(card.id));
  const seen = cards.filter((card) => !card.classList.contains("hidden") || card.classList.contains("peek"));
  show(mark, seen.length ? seen : cards);
};
const visit = (mark, cards) => {
  mark.scrollIntoView({ block: narrow.matches ? "start" : "center" });
  mark.focus({ preventScroll: true });
  if (cards) { show(mark, cards); } else { open(mark); }
};
marks.forEach((mark) => {
  mark.addEventListener("click", () => open(mark));
  mark.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(mark); }
  });
});
all(".card").forEach((card) => card.addEventListener("click", () => {
  if (getSelection().toString()) { return; }
  const mark = marks.find((one) => named(one).includes(card.id));
  if (mark) { visit(mark, [card]); } else { show(null, [card]); }
}));
const filter = (key) => {
  const on = key.getAttribute("aria-pressed") === "true";
  all(`mark.${key.dataset.kind}`).forEach((mark) => mark.classList.toggle("off", !on));
  all(`.card.${key.dataset.kind}`).forEach((card) => card.classList.toggle("hidden", !on));
};
all(".key").forEach((key) => {
  // On a phone what cannot be checked would push the text away.
  if (narrow.matches && key.dataset.kind === "unverifiable") { key.setAttribute("aria-pressed", "false"); }
  filter(key);
  key.addEventListener("click", () => {
    key.setAttribute("aria-pressed", String(key.getAttribute("aria-pressed") !== "true"));
    filter(key);
  });
});
const wrong = marks.filter((mark) => mark.classList.contains("hard") || mark.classList.contains("soft"));
let at = -1;
const step = (key) => {
  if (!wrong.length) { return; }
  at = key === "n" ? (at + 1) % wrong.length : (at + wrong.length - 1 + (at < 0)) % wrong.length;
  visit(wrong[at]);
};
all(".step").forEach((button) => button.addEventListener("click", () => step(button.dataset.step)));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
  if (event.key === "n" || event.key === "p") { step(event.key); }
  if (event.key === "Escape") { clear(); }
});
const asked = location.hash && document.getElementById(location.hash.slice(1));
if (asked && asked.classList.contains("card")) { asked.click(); }
