// Menu, dark or light, the command palette, copying. Each part works alone; pages work without it.
const body = document.body;
const one = (selector, from = document) => from.querySelector(selector);

const menuKey = one("[data-menu]");
menuKey?.addEventListener("click", () => {
  const open = menuKey.getAttribute("aria-expanded") !== "true";
  menuKey.setAttribute("aria-expanded", String(open));
  one("#menu").classList.toggle("open", open);
});

export const isDark = () => {
  const own = document.documentElement.dataset.theme;
  return own ? own === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};
one("[data-theme-key]")?.addEventListener("click", () => {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("yipan-theme", next);
  dispatchEvent(new CustomEvent("yipan-theme"));
});

const palette = one(".palette");
const field = palette && one("input", palette);
const list = palette && one("#hits", palette);
let at = 0;
let asked = 0;
let answered = Promise.resolve();

const choose = (place) => {
  const items = [...list.children];
  if (!items.length) return;
  at = (place + items.length) % items.length;
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  items[at].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", items[at].id);
};

// A later answer keeps the reader's choice where it still stands in the list.
const show = (hits) => {
  const chosen = at > 0 ? list.children[at]?.dataset.href : undefined;
  list.replaceChildren(
    ...hits.map((hit, i) => {
      const item = document.createElement("li");
      item.id = `hit-${i}`;
      item.role = "option";
      item.dataset.href = hit.href;
      const name = document.createElement("span");
      name.textContent = hit.name;
      const kind = document.createElement("small");
      kind.textContent = [hit.kind, hit.other].filter(Boolean).join(" · ");
      item.append(name, kind);
      item.addEventListener("click", () => location.assign(hit.href));
      return item;
    }),
  );
  choose(Math.max(0, hits.findIndex((hit) => hit.href === chosen)));
};

const ask = async (turn) => {
  const address = new URL(body.dataset.search, location.href);
  address.searchParams.set("q", field.value);
  try {
    const answer = await fetch(address);
    const hits = answer.ok ? await answer.json() : [];
    if (turn === asked) show(hits);
  } finally {
    if (turn === asked) list.setAttribute("aria-busy", "false");
  }
};

const look = () => {
  list.setAttribute("aria-busy", "true");
  answered = ask(++asked);
};

// Enter opens what the words found, not what half of them had found.
const openChosen = async () => {
  let turn;
  do {
    turn = asked;
    await answered.catch(() => {});
  } while (turn !== asked);
  if (palette.open && list.children[at]) location.assign(list.children[at].dataset.href);
};

const openPalette = () => {
  if (!palette || palette.open) return;
  palette.showModal();
  field.select();
  look();
};
one("[data-open-search]")?.addEventListener("click", openPalette);
field?.addEventListener("input", look);
palette?.addEventListener("click", (event) => event.target === palette && palette.close());
field?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else if (event.key === "Enter") openChosen();
  else return;
  event.preventDefault();
});
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    openPalette();
  } else if (event.key === "/" && !typing) {
    event.preventDefault();
    openPalette();
  }
});

// What stands after a copy button goes to the clipboard.
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((key) => {
  key.hidden = false;
  key.addEventListener("click", async () => {
    const label = key.textContent;
    await navigator.clipboard.writeText(key.closest("dt").nextElementSibling.textContent.trim());
    key.textContent = key.dataset.done;
    setTimeout(() => (key.textContent = label), 1500);
  });
});

// A link to a part of the page opens it.
const openTarget = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
};
addEventListener("hashchange", openTarget);
openTarget();

// Printing shows what is folded.
addEventListener("beforeprint", () => document.querySelectorAll("main details:not(.cite)").forEach((d) => (d.open = true)));
