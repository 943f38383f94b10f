// The factor beside its slider.
document.querySelectorAll(".lever input[type=range]").forEach((slider) =>
  slider.addEventListener("input", () => (slider.nextElementSibling.textContent = `×${slider.value}`)),
);
