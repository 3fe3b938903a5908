// Registering: what is asked of another participant type is put away as soon as a type is chosen. Without this file every
// question stands there with whom it is asked of, and what is not asked of one's type is not kept.
(() => {
  const boxes = document.querySelectorAll("[data-types]");
  const arrange = () => {
    const chosen = document.querySelector('input[name="participant_type"]:checked');
    boxes.forEach(box => { box.hidden = Boolean(chosen) && !box.dataset.types.split(" ").includes(chosen.value); });
  };
  document.querySelectorAll('input[name="participant_type"]').forEach(field => field.addEventListener("change", arrange));
  arrange();
})();
