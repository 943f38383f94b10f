// Only weights of chosen indicators are sent, so that the address stays short.
document.querySelectorAll(".pick").forEach((pick) => {
  const [box, weight] = pick.querySelectorAll("input");
  box.addEventListener("change", () => (weight.disabled = !box.checked));
});
