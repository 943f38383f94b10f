// Before anything is drawn: the reader's own choice of dark or light, kept on this machine.
const chosen = localStorage.getItem("yipan-theme");
if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
